/// Tasks end in FAIL without a reason that the caller could mend.
struct FailingCommands: SandboxFault {
    var fate: TaskFate? { .fail }
}
