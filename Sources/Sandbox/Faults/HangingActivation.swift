/// After SUCCESS the offer stays ACTIVATING (thread 2320).
struct HangingActivation: SandboxFault {
    var fate: TaskFate? { .activateForEver }
}
