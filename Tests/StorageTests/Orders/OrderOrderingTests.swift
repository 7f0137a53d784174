import Inventory
import Testing

@testable import Storage

@Suite("Whatever the order in which things are told")
struct OrderOrderingTests {
    /// Everything that happened in a small shop's hour, each fact told as it was when it happened.
    private func facts(_ room: Stockroom) -> [StockInput] {
        var facts: [StockInput] = []
        func happens(_ fact: StockInput) {
            facts.append(fact)
            room.pass(.seconds(10))
        }
        let bought = room.now
        func form(_ id: OrderID, _ lines: [(LineItemID, Int)], _ status: Order.Status) -> StockInput {
            room.order(id, lines.map { (id: $0.0, offer: Stockroom.single, quantity: $0.1) }, status: status, boughtAt: bought)
        }
        happens(room.event("o-1", "l-1", quantity: 3))
        happens(form("o-1", [("l-1", 3)], .bought))
        happens(form("o-1", [("l-1", 3)], .ready))
        happens(room.release("9001", 3, for: "o-1"))
        happens(room.release("9001", 2, for: "o-1", version: 2))
        happens(room.event("o-2", "l-2", quantity: 4))
        happens(form("o-2", [("l-2", 4)], .cancelled))
        happens(form("o-3", [("l-3", 1)], .bought))
        happens(form("o-4", [("l-4", 5)], .bought))
        happens(form("o-5", [("l-3", 1), ("l-4", 5)], .ready))
        happens(.orderGone("o-3"))
        happens(.orderGone("o-4"))
        happens(room.release("9002", 4, for: "o-4"))
        happens(room.release("9003", 2, for: "o-9"))
        return facts
    }

    @Test("orders, events, merges and releases come to the same stock and reservations (R18, R27)", arguments: 1...12 as ClosedRange<UInt64>)
    func shuffled(seed: UInt64) async throws {
        let room = try await Stockroom(stock: 50)
        var dice = Dice(seed: seed)
        var facts = facts(room)
        facts += facts.filter { _ in dice.next() % 3 == 0 }
        facts.shuffle(using: &dice)
        for fact in facts { try await room.tell([fact]) }
        // 50 − 2 − 4 − 2 in stock; one of o-1 and two of o-5 wait.
        #expect(try await room.mugs() == [42, 3, 39])
    }
}

private struct Dice: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    /// SplitMix64.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
