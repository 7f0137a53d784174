import Inventory
import Testing

@Suite("What an offer should show")
struct TargetTests {
    @Test("an offer shows the sum over all warehouses: 70 and 3 make 73 (R3)")
    func sum() {
        #expect(Book(["1": 70, "2": 3]).availability().available == 73)
    }

    @Test(
        "what is sold and not yet released is reserved (R7, R9)",
        arguments: [(73, 0, 73), (73, 5, 68), (5, 5, 0), (5, 8, 0), (2.75, 1, 1), (-3, 0, 0), (0.99, 0, 0)])
    func available(_ stock: Double, _ reserved: Int, _ available: Int) {
        #expect(Availability(stock: pieces(stock), reserved: reserved).available == available)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var available: Int
        var buffer: Int
        var units: Int
        var cap: Int?
        var target: Int

        init(_ available: Int, buffer: Int = 0, units: Int = 1, cap: Int? = nil, _ target: Int) {
            (self.available, self.buffer, self.units, self.cap, self.target) = (available, buffer, units, cap, target)
        }

        var testDescription: String { "\(available) − \(buffer), in \(units)s, at most \(cap.map(String.init) ?? "any") → \(target)" }
    }

    @Test(
        "min(cap, ⌊max(0, available − buffer) / units⌋) (R8)",
        arguments: [
            Case(73, 73), Case(73, buffer: 3, 70), Case(73, units: 6, 12), Case(73, buffer: 3, units: 6, 11), Case(73, cap: 10, 10),
            Case(73, buffer: 3, units: 6, cap: 5, 5), Case(5, units: 6, 0), Case(3, buffer: 3, 0), Case(2, buffer: 3, 0), Case(0, cap: 10, 0),
            Case(73, cap: 0, 0), Case(73, cap: 100, 73),
        ])
    func formula(_ example: Case) {
        let link = OfferLink(components: [.init(product: "501", units: example.units)], buffer: example.buffer, cap: example.cap)
        #expect(link.target { _ in Availability(stock: pieces(Double(example.available))) } == Target(quantity: example.target))
    }

    @Test("a set shows what its scarcest component allows (R42)")
    func set() {
        let link = OfferLink(components: [.init(product: "501", units: 2), .init(product: "502", units: 1)], buffer: 1)
        let stock: [ProductID: Double] = ["501": 20, "502": 8]
        #expect(link.target { Availability(stock: stock[$0].map(pieces)) } == Target(quantity: 7))
        #expect(link.target { Availability(stock: $0 == "501" ? pieces(20) : nil) } == nil)
    }

    @Test("while stock is not known there is no target", arguments: [Availability(stock: nil), nil])
    func unknown(_ availability: Availability?) {
        let link = OfferLink(components: [.init(product: "501", units: 1)])
        #expect(link.target { _ in availability } == nil)
        #expect(OfferLink(components: []).target { _ in Availability(stock: pieces(5)) } == nil)
    }

    @Test("a zero that rests on doubt shows 1; any other number shows itself")
    func doubt() {
        #expect(Target(quantity: 0, isDoubted: true).published == 1)
        #expect(Target(quantity: 0).published == 0)
        #expect(Target(quantity: 4, isDoubted: true).published == 4)
    }

    @Test("doubt about any warehouse is doubt about the product")
    func doubtedWarehouse() {
        var book = Book(["1": 3, "2": 2])
        book.read(0, in: "2", from: 20, to: 21)
        #expect(book.availability() == Availability(stock: pieces(3), isDoubted: true))
        book.read(0, in: "1", from: 20, to: 21)
        book.read(0, in: "1", from: 22, to: 23)
        #expect(book.availability() == Availability(stock: .zero, isDoubted: true))
        book.read(0, in: "2", from: 22, to: 23)
        #expect(book.availability() == Availability(stock: .zero))
    }

    @Test("a transfer seen half: while the rise waits for its second look the zero is doubted, and after it there is no zero")
    func transferSeenHalf() {
        let link = OfferLink(components: [.init(product: "501", units: 2)])
        var book = Book(["1": 5, "2": 0])
        func target() -> Target? { link.target { _ in book.availability() } }
        for moment in [20.0, 22] {
            book.read(0, in: "1", from: moment, to: moment + 1)
            book.read(5, in: "2", from: moment + 1, to: moment + 2)
            #expect(target() == Target(quantity: 0, isDoubted: true))
        }
        #expect(!book.level("1").isDoubted)
        book.read(5, in: "2", from: 52, to: 53)
        #expect(target() == Target(quantity: 2))
    }

    @Test("a higher reading that the second look takes back, or that leaves nothing to sell all the same, doubts no zero")
    func vainSuspicion() {
        let link = OfferLink(components: [.init(product: "501", units: 2)])
        var book = Book(["1": 0])
        book.read(3, from: 20, to: 21)
        #expect(link.target { _ in book.availability() } == Target(quantity: 0, isDoubted: true))
        // Two are sold: the one that is left is too few.
        #expect(link.target { _ in book.availability(reserved: 2) } == Target(quantity: 0))
        book.read(0, from: 51, to: 52)
        #expect(link.target { _ in book.availability() } == Target(quantity: 0))
    }

    @Test("a zero that is certain without the doubtful component, or by the cap, is not doubted")
    func certainZero() {
        let doubted = Availability(stock: .zero, isDoubted: true)
        let set = OfferLink(components: [.init(product: "501", units: 1), .init(product: "502", units: 1)])
        #expect(set.target { $0 == "501" ? doubted : Availability(stock: .zero) } == Target(quantity: 0))
        #expect(set.target { $0 == "501" ? doubted : Availability(stock: pieces(5)) } == Target(quantity: 0, isDoubted: true))
        #expect(OfferLink(components: set.components, cap: 0).target { _ in doubted } == Target(quantity: 0))
    }
}
