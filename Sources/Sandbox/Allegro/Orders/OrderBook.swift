/// All orders, in the order of their last change too, and the journal of their events.
struct OrderBook: Sendable {
    struct Event: Sendable {
        /// Looks like microseconds since the epoch (thread 5576); rises strictly.
        let id: Int
        let type: OrderEventType
        /// The order as it was when the event was told; merged forms are gone later.
        let order: SandboxOrder
        let occurredAt: SandboxInstant
    }

    private var orders: [String: SandboxOrder] = [:]
    /// Keys of all orders, ascending by their last change.
    private(set) var byChange: [ChangeKey] = []
    private(set) var events: [Event] = []

    struct ChangeKey: Sendable, Comparable {
        let at: SandboxInstant
        let id: String
        static func < (left: Self, right: Self) -> Bool { (left.at, left.id) < (right.at, right.id) }
    }

    /// How many events are kept at most; the older half goes when it is reached.
    static let eventLimit = 1_000_000

    /// The journal reaches back 60 days (thread 11417).
    static let life: Duration = .seconds(60 * 24 * 3600)

    subscript(id: String) -> SandboxOrder? { orders[id] }

    mutating func put(_ order: SandboxOrder) {
        remove(order.id)
        orders[order.id] = order
        let key = ChangeKey(at: order.updatedAt, id: order.id)
        byChange.insert(key, at: byChange.firstIndex(above: key) { $0 })
    }

    mutating func remove(_ id: String) {
        guard let old = orders.removeValue(forKey: id) else { return }
        let place = byChange.firstIndex(above: ChangeKey(at: old.updatedAt, id: id)) { $0 } - 1
        byChange.remove(at: place)
    }

    mutating func tell(_ type: OrderEventType, of order: SandboxOrder, at now: SandboxInstant) {
        if events.count >= Self.eventLimit { events.removeFirst(Self.eventLimit / 2) }
        let id = max((events.last?.id ?? 0) + 1, Int(now.microseconds))
        events.append(Event(id: id, type: type, order: order, occurredAt: now))
    }
}
