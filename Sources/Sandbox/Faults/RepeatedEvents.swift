/// An order event enters the journal twice, the second time under a new id (threads 2700, 2087).
struct RepeatedEvents: SandboxFault {
    var eventFate: EventFate? { .repeat }
}
