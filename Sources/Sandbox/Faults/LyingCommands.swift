/// SUCCESS is reported and nothing is done (thread 13113).
struct LyingCommands: SandboxFault {
    var fate: TaskFate? { .lie }
}
