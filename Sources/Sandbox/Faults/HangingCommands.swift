/// Tasks stay NEW "for days" (allegro-api threads 1848, 2021, 2030); a new command gets its own chance.
struct HangingCommands: SandboxFault {
    var fate: TaskFate? { .hang }
}
