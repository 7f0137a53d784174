/// `GET /sale/offer-events`: 24 hours, of running offers only, and no values (a hint, no more).
struct OfferEventJournal: Sendable {
    struct Event: Sendable {
        let id: Int
        let type: String
        let offer: String
        let endedBy: SandboxOffer.EndedBy?
        let occurredAt: SandboxInstant
    }

    private(set) var events: [Event] = []

    static let life: Duration = .seconds(24 * 3600)
    /// How many events are kept at most; the older half goes when it is reached.
    static let limit = 200_000

    mutating func add(_ type: String, offer: String, endedBy: SandboxOffer.EndedBy?, at now: SandboxInstant) {
        if events.count >= Self.limit { events.removeFirst(Self.limit / 2) }
        let id = max((events.last?.id ?? 0) + 1, Int(now.microseconds))
        events.append(Event(id: id, type: type, offer: offer, endedBy: endedBy, occurredAt: now))
    }
}

extension SimulatedAllegro {
    mutating func noteOfferEvent(_ type: String, _ id: String, endedBy: SandboxOffer.EndedBy? = nil) {
        guard let offer = shelf[id] else { return }
        let isTold = offer.status == .active || offer.status == .activating || type == "OFFER_ARCHIVED"
        if isTold { offerEvents.add(type, offer: id, endedBy: endedBy, at: time) }
    }

    func listOfferEvents(_ request: SandboxRequest) -> SandboxReply {
        let limit = request.first("limit").map { Int($0) ?? 0 } ?? 100
        guard (1...1000).contains(limit) else { return .outOfRange("limit") }
        let from = request.first("from").flatMap(Int.init) ?? 0
        let types = Set(request.all("type"))
        let start = offerEvents.events.firstIndex(above: from) { $0.id }
        let page = offerEvents.events[start...].lazy
            .filter { $0.occurredAt > time - OfferEventJournal.life && (types.isEmpty || types.contains($0.type)) }.prefix(limit)
        return .allegro(200, ["offerEvents": .array(page.map(told))])
    }

    private func told(_ event: OfferEventJournal.Event) -> JSON {
        .fields([
            "id": .string(String(event.id)), "occurredAt": .string(event.occurredAt.rfc3339), "type": .string(event.type),
            "offer": .fields([
                "id": .string(event.offer), "external": shelf[event.offer]?.externalID.map { ["id": .string($0)] },
                "publication": event.endedBy.map { ["endedBy": .string($0.rawValue)] },
            ]),
        ])
    }
}

extension Array {
    /// The first place whose key is above `bound` in an array ascending by key.
    func firstIndex<Key: Comparable>(above bound: Key, key: (Element) -> Key) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if key(self[middle]) <= bound { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
