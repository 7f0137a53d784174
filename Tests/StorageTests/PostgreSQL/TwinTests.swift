import Inventory
import NIOConcurrencyHelpers
import Testing

@testable import Storage

@Suite("One seed, two engines", .enabled(if: !TestEngine.isFile, "needs a server: scripts/with-postgresql swift test"))
struct TwinTests {
    @Test("from one seed both come to the same stock, reservations, problems and commands (R35)", arguments: 1...12)
    func same(seed: Int) async throws {
        let (file, server) = try await (Twin(isFile: true), Twin(isFile: false))
        var dice = Dice(state: UInt64(seed))
        for step in 1...40 {
            let deed = dice.deed(step)
            let (ours, theirs) = try await (file.meet(deed), server.meet(deed))
            try #require(ours == theirs, "step \(step): \(deed)")
        }
        for query in Self.tables { #expect(try await file.rows(query) == server.rows(query), "\(query)") }
    }

    /// Everything that the rules decided, without the keys that an engine gives.
    private static let tables = [
        "SELECT product, warehouse, amount, suspected_amount, is_doubted, unexplained, withheld, withheld FROM levels ORDER BY 1, 2",
        "SELECT product, delta, cause, document, family, recorded_at, known_at, warehouse FROM ledger ORDER BY sequence",
        "SELECT line, product, pieces, closed, is_freed, open, freed_at, pieces FROM reservations ORDER BY 1, 2",
        "SELECT line, product, document, pieces, pieces, pieces, pieces, pieces FROM closings ORDER BY 1, 2, 3",
        "SELECT id, status, shown_low, shown_high, dirty_at, dirty_rank, hold, look_at FROM offers ORDER BY 1",
        "SELECT command, offer, outcome, action, value, rank, state, written_at FROM command_offers JOIN commands ON id = command ORDER BY 1, 2",
        "SELECT kind, subject, what, what_pl, detail, since, settled_at, settled_by FROM problems ORDER BY since, kind, subject",
    ]
}

/// Something that happens to a shop.
private enum Deed: Sendable {
    case read(Int)
    case sell(order: Int, [(offer: OfferID, quantity: Int)])
    case cancel(order: Int)
    case release(order: Int, pieces: Int)
    case see(OfferID, quantity: Int)
    case plan
    case pass(Int)
}

/// SplitMix64: the same numbers from the same seed.
private struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func deed(_ step: Int) -> Deed {
        let offers = [Stockroom.single, Stockroom.sixpack, Stockroom.set]
        let earlier = Int.random(in: 1...step, using: &self)
        switch Int.random(in: 0..<10, using: &self) {
        case 0, 1: return .read(Int.random(in: 0...30, using: &self))
        case 2, 3:
            let lines = (0..<Int.random(in: 1...2, using: &self)).map { index in
                (offer: offers[(step + index) % 3], quantity: Int.random(in: 1...3, using: &self))
            }
            return .sell(order: step, lines)
        case 4: return .cancel(order: earlier)
        case 5: return .release(order: earlier, pieces: Int.random(in: 1...6, using: &self))
        case 6: return .see(offers[step % 3], quantity: Int.random(in: 1...12, using: &self))
        case 7, 8: return .plan
        default: return .pass(Int.random(in: 1...300, using: &self))
        }
    }
}

/// A shop on one engine, to which deeds are done.
private final class Twin {
    private let room: Stockroom
    private var sold: [Int: [(id: LineItemID, offer: OfferID, quantity: Int)]] = [:]
    private var commands = 0

    init(isFile: Bool) async throws {
        room = try await Stockroom(isFile: isFile)
        _ = try await room.store.updateSettings {
            $0.fetchOrders = true
            $0.issueInvoices = true
        }
        _ = try await room.store.switchSync([Stockroom.single, Stockroom.sixpack, Stockroom.set], enabled: true, at: room.now)
    }

    /// What the shop then is: stock, reserved and available, and the commands that were planned.
    func meet(_ deed: Deed) async throws -> String {
        var planned: [Command] = []
        switch deed {
        case .read(let count): try await room.tell([room.reading(count)])
        case .sell(let number, let lines):
            let numbered = lines.enumerated().map {
                (id: LineItemID("l-\(number)-\($0.offset)"), offer: $0.element.offer, quantity: $0.element.quantity)
            }
            sold[number] = numbered
            try await room.tell([room.order(OrderID("o-\(number)"), numbered)])
        case .cancel(let number):
            guard let lines = sold[number] else { break }
            try await room.tell([room.order(OrderID("o-\(number)"), lines, status: .cancelled, fulfilment: .cancelled)])
        case .release(let number, let pieces):
            guard sold[number] != nil else { break }
            try await room.tell([room.release(DocumentID("9\(number)"), pieces, for: OrderID("o-\(number)"))])
        case .see(let offer, let quantity):
            room.pass(.seconds(1))
            let window = Offer.Sighting(status: .active, quantity: quantity, window: .init(from: room.now, to: room.now))
            let listing = OfferListing(
                id: offer, name: "Offer", format: .buyNow, externalID: nil, imageURL: nil, isFulfilledByAllegro: false, sighting: window)
            _ = try await room.store.take([listing], account: "main", rules: CommandRules(), at: room.now)
        case .plan: planned = try await plan()
        case .pass(let seconds): room.pass(.seconds(seconds))
        }
        return "\(try await room.mugs()) \(planned)"
    }

    /// Plans, sends, and has Allegro carry out all of it.
    private func plan() async throws -> [Command] {
        let first = commands
        let ids = (1...100).map { number in
            let digits = String(first + number)
            return CommandID("00000000-0000-0000-0000-" + String(repeating: "0", count: 12 - digits.count) + digits)
        }
        commands += 100
        let left = NIOLockedValueBox(ids[...])
        let planned = try await room.store.planDirtyOffers(limit: 100, at: room.now) { left.withLockedValue { $0.removeFirst() } }.commands
        for command in planned {
            guard case .go = try await room.store.depart(command, at: room.now) else { continue }
            _ = try await room.store.accepted(command.id, traceID: nil, nextAskAt: room.now, at: room.now)
            let outcomes = command.offers.map { CommandOutcome(offer: $0, isSuccess: true, code: nil) }
            try await room.store.settle(command, outcomes: outcomes, traceID: nil, rules: CommandRules(), at: room.now)
            room.pass(.seconds(1))
        }
        return planned
    }

    func rows(_ query: String) async throws -> [[DatabaseValue]] {
        try await room.store.read { db in
            try Row.fetchAll(db, sql: query).map { row in (0..<8).map { row[$0] as DatabaseValue } }
        }
    }
}
