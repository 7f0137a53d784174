/// All offers of the seller, with the indexes that keep every request independent of their number.
struct OfferShelf: Sendable {
    private var offers: [SandboxOffer] = []
    private var position: [String: Int] = [:]
    private var byExternalID: [String: [Int]] = [:]
    private var byStatus: [SandboxOffer.Status: [Int]] = [:]
    /// Positions of all that are not archived, ascending.
    private(set) var listed: [Int] = []
    /// How often an offer was added or changed.
    private(set) var changes = 0

    var count: Int { offers.count }

    subscript(id: String) -> SandboxOffer? { position[id].map { offers[$0] } }

    subscript(position: Int) -> SandboxOffer { offers[position] }

    func positions(ofIDs ids: [String]) -> [Int] { Set(ids).compactMap { position[$0] }.filter { offers[$0].status != .archived }.sorted() }

    func positions(ofExternalIDs ids: [String]) -> [Int] {
        Set(ids).flatMap { byExternalID[$0] ?? [] }.filter { offers[$0].status != .archived }.sorted()
    }

    func positions(in status: SandboxOffer.Status) -> [Int] { byStatus[status] ?? [] }

    /// Adds an offer; one with a known id is left as it is.
    mutating func add(_ offer: SandboxOffer, at now: SandboxInstant) {
        guard position[offer.id] == nil else { return }
        changes += 1
        var offer = offer
        if offer.status == .active { offer.startedAt = offer.startedAt ?? now }
        offer.history = [.init(at: now, available: offer.available, status: offer.status)]
        let place = offers.count
        position[offer.id] = place
        offers.append(offer)
        if let mark = offer.externalID { byExternalID[mark, default: []].append(place) }
        byStatus[offer.status, default: []].append(place)
        if offer.status != .archived { listed.append(place) }
    }

    /// Changes an offer and keeps indexes and history true; false when there is none.
    @discardableResult
    mutating func change(_ id: String, at now: SandboxInstant, _ change: (inout SandboxOffer) -> Void) -> Bool {
        guard let place = position[id] else { return false }
        changes += 1
        let before = (offers[place].available, offers[place].status)
        change(&offers[place])
        let after = (offers[place].available, offers[place].status)
        if before != after {
            if offers[place].history.count >= SandboxOffer.historyLimit { offers[place].history.removeFirst(SandboxOffer.historyLimit / 2) }
            offers[place].history.append(.init(at: now, available: after.0, status: after.1))
        }
        if before.1 != after.1 {
            byStatus[before.1]?.removeAscending(place)
            byStatus[after.1, default: []].insertAscending(place)
            if after.1 == .archived { listed.removeAscending(place) }
        }
        return true
    }
}

extension [Int] {
    /// Where `value` stands or would stand in this ascending array.
    private func place(of value: Int) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }

    fileprivate mutating func insertAscending(_ value: Int) { insert(value, at: place(of: value)) }

    fileprivate mutating func removeAscending(_ value: Int) {
        let place = place(of: value)
        if place < count, self[place] == value { remove(at: place) }
    }
}
