/// Who is told, when, and how it went: the sender's decisions without its sockets.
struct NoticeDesk: Sendable {
    enum Receiver: Sendable, Equatable {
        case webhook(String)
        case relay(Int)
    }

    /// A message on its way to one receiver.
    struct Message: Sendable {
        let receiver: Receiver
        /// The relay's `webhook-id`: the same in every repeat.
        let id: String
        let body: [UInt8]
        var failures = 0
    }

    private var agenda = Agenda<Message>()
    private var onTheWay: [Int: Message] = [:]
    private var lastAttempt = 0
    var webhooks: [SandboxWebhook] = []
    var relays: [SandboxRelay] = []
    var lastWebhook = 0

    var nextDue: SandboxInstant? { agenda.nextDue }
    /// Messages not yet settled.
    var pending: Int { agenda.count + onTheWay.count }

    mutating func add(_ message: Message, due: SandboxInstant) { agenda.add(message, due: due) }

    /// Takes the next message that is due by `moment` (nil: the next one at all). Those of switched-off webhooks are dropped.
    mutating func take(dueBy moment: SandboxInstant?) -> (attempt: Int, due: SandboxInstant, message: Message)? {
        while let due = agenda.nextDue, moment.map({ due <= $0 }) ?? true, let message = agenda.takeFirst() {
            if case .webhook(let id) = message.receiver, webhooks.first(where: { $0.id == id })?.isActive != true { continue }
            lastAttempt += 1
            onTheWay[lastAttempt] = message
            return (lastAttempt, due, message)
        }
        return nil
    }

    mutating func settle(_ attempt: Int) -> Message? { onTheWay.removeValue(forKey: attempt) }

    mutating func change(webhook id: String, _ change: (inout SandboxWebhook) -> Void) {
        guard let place = webhooks.firstIndex(where: { $0.id == id }) else { return }
        change(&webhooks[place])
    }
}
