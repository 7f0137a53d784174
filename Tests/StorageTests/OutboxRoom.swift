import Inventory
import NIOConcurrencyHelpers
import Testing

@testable import Storage

/// A stockroom whose single offer is synchronised and read: ten pieces in stock, ten shown.
struct OutboxRoom {
    let room: Stockroom
    /// Makes the next command id.
    let newID: @Sendable () -> CommandID
    var store: Store { room.store }
    var now: Timestamp { room.now }
    let rules = CommandRules()

    static let offer = Stockroom.single

    init(also offers: [OfferID] = []) async throws { try await self.init(Stockroom(), also: offers) }

    init(_ room: Stockroom, also offers: [OfferID] = []) async throws {
        self.room = room
        let number = NIOLockedValueBox(0)
        newID = {
            let count = number.withLockedValue {
                $0 += 1
                return $0
            }
            return CommandID("00000000-0000-0000-0000-" + String(repeating: "0", count: 12 - String(count).count) + String(count))
        }
        _ = try await room.store.updateSettings {
            $0.fetchOrders = true
            $0.issueInvoices = true
        }
        for offer in offers { try await room.store.link(offer, to: OfferLink(components: [.init(product: Stockroom.mug, units: 1)]), at: room.now) }
        _ = try await room.store.switchSync([Self.offer] + offers, enabled: true, at: room.now)
        for offer in [Self.offer] + offers { try await see(.active, 10, of: offer) }
        let first = try await plan()
        try #require(first.isEmpty)
    }

    /// Stock is read twice, half a minute apart: the second reading counts, whichever way it goes.
    func stock(_ pieces: Int) async throws {
        try await room.tell([room.reading(pieces)])
        room.pass(.seconds(40))
        try await room.tell([room.reading(pieces)])
    }

    func plan(rooms: [AccountName: PlanningRoom]? = nil) async throws -> [Command] {
        try await store.planDirtyOffers(limit: 100, rooms: rooms, at: now, newCommandID: newID).commands
    }

    /// When the first offer is to be read back, whether that is over or not.
    func nextLook() async throws -> Timestamp? { try await store.offersToLookAt(limit: 1, at: Timestamp(microseconds: .min)).next }

    func due(_ states: [Command.State] = [.written]) async throws -> [Command] {
        let lanes = CommandLane.all(of: "main").map { (lane: $0, limit: 100) }
        return try await store.dueCommands(states, in: lanes, excluding: [], at: now + .seconds(7200)).due
    }

    /// Leaves and is taken by Allegro.
    func send(_ command: Command) async throws {
        #expect(try await store.depart(command, at: now) == .go(command.offers))
        _ = try await store.accepted(command.id, traceID: nil, nextAskAt: now, at: now)
    }

    func report(_ command: Command, success: Bool, of offer: OfferID = offer) async throws {
        try await store.settle(
            command, outcomes: [CommandOutcome(offer: offer, isSuccess: success, code: success ? nil : "NO")], traceID: nil, rules: rules, at: now)
        room.pass(.seconds(1))
    }

    /// A page, a second after what came before.
    func see(_ status: OfferStatus, _ quantity: Int, of offer: OfferID = offer, endedBy: EndCause? = nil, endedAt: Timestamp? = nil) async throws {
        room.pass(.seconds(1))
        _ = try await store.take(
            [
                OfferListing(
                    id: offer, name: "Offer", format: .buyNow, externalID: nil, imageURL: nil, isFulfilledByAllegro: false,
                    sighting: Offer.Sighting(
                        status: status, quantity: quantity, endedBy: endedBy, endedAt: endedAt, window: .init(from: now, to: now)))
            ], account: "main", rules: rules, at: now)
    }

    /// Seen twice, as far apart as knowledge needs.
    func seeTwice(_ status: OfferStatus, _ quantity: Int, of offer: OfferID = offer) async throws {
        try await see(status, quantity, of: offer)
        room.pass(.seconds(11))
        try await see(status, quantity, of: offer)
    }

    func model() async throws -> Offer { try #require(try await store.offer(Self.offer)).offer }

    func problems(_ kind: OpenProblem.Kind) async throws -> [String] {
        try await store.problems(kind: kind, after: nil, limit: 10).map(\.subject)
    }
}
