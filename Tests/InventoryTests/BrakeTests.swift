import Inventory
import Testing

@Suite("The brake (R30)")
struct BrakeTests {
    private func ends(_ numbers: Range<Int>, products: Int = 1000) -> [Brake.End] {
        numbers.map { Brake.End(offer: OfferID("offer \($0)"), products: [ProductID("product \($0 % products)")]) }
    }

    @Test(
        "more ends than the share, of at least five products, are held (R30)",
        arguments: [(5, 20, true), (5, 24, true), (5, 25, false), (4, 10, false), (21, 100, true), (20, 100, false), (0, 10, false)])
    func share(_ count: Int, _ synchronised: Int, _ isHeld: Bool) {
        #expect(Brake.holds(ends(0..<count), earlier: [], synchronised: synchronised, rules: .init()) == isHeld)
    }

    @Test("ends of a short time count together (R30)")
    func window() {
        #expect(!Brake.holds(ends(0..<1), earlier: ends(1..<4), synchronised: 10, rules: .init()))
        #expect(Brake.holds(ends(0..<1), earlier: ends(1..<5), synchronised: 10, rules: .init()))
    }

    @Test("a single product's zero is never held, however many offers it has and whatever is set (R30)", arguments: [1, 2, 5])
    func singleProduct(_ products: Int) {
        var rules = Brake.Rules()
        (rules.share, rules.products) = (0, products)
        #expect(!Brake.holds(ends(0..<50, products: 1), earlier: [], synchronised: 50, rules: rules))
    }

    @Test("a zero that orders explain does not count (R41)")
    func explained() {
        let offer = Offer.example()
        func end(stock: Int, reserved: Int, sold: Int = 0) -> Brake.End? {
            Brake.end(
                of: offer, availability: { _ in Availability(stock: StockAmount(pieces: stock), reserved: reserved) }, sold: { _ in sold })
        }
        #expect(end(stock: 5, reserved: 5) == nil)
        #expect(end(stock: 0, reserved: 0, sold: 3) == nil)
        #expect(end(stock: 0, reserved: 0)?.products == ["501"])
        #expect(end(stock: -2, reserved: 1)?.products == ["501"])
    }

    @Test("a cap of zero is a person's choice; of a set only the wanting products count")
    func capAndSet() {
        #expect(Brake.end(of: .example(cap: 0), availability: { _ in Availability(stock: .zero) }) == nil)
        var set = Offer.example()
        set.link = OfferLink(components: [.init(product: "501", units: 1), .init(product: "502", units: 4)])
        let end = Brake.end(of: set, availability: { Availability(stock: StockAmount(pieces: $0 == "501" ? 9 : 3)) })
        #expect(end?.products == ["502"])
    }
}
