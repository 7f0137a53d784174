/// After SUCCESS the publication fails and the offer ends by ERROR.
struct ActivationError: SandboxFault {
    var fate: TaskFate? { .activateInError }
}
