/// An order event enters the journal a minute late, after events that followed it (threads 3090, 8498).
struct LateEvents: SandboxFault {
    var eventFate: EventFate? { .delay(.seconds(60)) }
}
