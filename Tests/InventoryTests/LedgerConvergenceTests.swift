import Inventory
import Testing

/// The number of a story is its seed: a failing one is repeated by its argument.
@Suite("Whatever the order, the repetition and the interleaving, the ledger ends the same")
struct LedgerConvergenceTests {
    private static let opening = 20.0

    private static func openedBook() -> Book {
        var book = Book()
        for product in DocumentStory.products {
            for warehouse in DocumentStory.warehouses { book.read(opening, product: product, in: warehouse, from: 0, to: 0) }
        }
        return book
    }

    private static var keys: [StockKey] {
        DocumentStory.products.flatMap { product in DocumentStory.warehouses.map { StockKey(product: product, warehouse: $0) } }
    }

    /// An offer on an Allegro that does at once what it is told: what is left after each plan is carried out.
    private static func settle(_ offer: inout Offer, on book: Book, at now: Double) {
        for _ in 0..<4 {
            guard let command = Planner.plan(offer, open: [], availability: { book.availability(of: $0) }).command else { return }
            offer.succeeded(command)
            let status = offer.status == .activating ? OfferStatus.active : offer.status
            let sighting = Offer.Sighting.of(status, offer.shown?.exact, from: now)
            _ = offer.saw(sighting, record: .init(endSentAt: at(now), activateSentAt: nil), contradiction: .seconds(10))
        }
    }

    @Test("documents of any sender, and the looks that versions out of turn ask for, lead to the same levels and offers", arguments: UInt64(1)...200)
    func documents(seed: UInt64) {
        var chance = Chance(seed: seed)
        let story = DocumentStory(documents: 14, recorded: chance.happens(50), &chance)
        var offers = DocumentStory.products.map { product in
            var offer = Offer.example(shows: 60)
            offer.link = OfferLink(components: [.init(product: product, units: chance.number(1...3))], buffer: chance.number(0...2))
            return offer
        }
        var book = Self.openedBook()
        for (index, document) in story.shuffled(&chance).enumerated() {
            book.tell(document, at: 2000 + Double(index))
            #expect(book.isBalanced)
            for index in offers.indices { Self.settle(&offers[index], on: book, at: 2000) }
        }
        // Of what a version changed whose predecessor was never told, readings may hold anything.
        for moment in [3000.0, 3040] {
            for key in Self.keys where (book.levels[key]?.withheld ?? .zero) > .zero {
                let truth = pieces(Self.opening) + (story.effect[key] ?? .zero)
                book.read(Double(truth.tenThousandths) / 10_000, product: key.product, in: key.warehouse, from: moment, to: moment + 1)
            }
        }
        for index in offers.indices { Self.settle(&offers[index], on: book, at: 3100) }
        for key in Self.keys {
            #expect(book.levels[key]?.amount == pieces(Self.opening) + (story.effect[key] ?? .zero), "\(key)")
        }
        for offer in offers {
            let target = offer.link?.target { product in
                let stock = Self.keys.filter { $0.product == product }
                    .reduce(StockAmount.zero) { $0 + pieces(Self.opening) + (story.effect[$1] ?? .zero) }
                return Availability(stock: stock)
            }
            #expect(offer.status == (target?.quantity == 0 ? .ended : .active))
            if offer.status == .active { #expect(offer.shown?.exact == target?.quantity) }
        }
    }

    @Test("readings taken at any moment between, and the two looks after the last, leave nothing but the truth", arguments: UInt64(1)...200)
    func readings(seed: UInt64) {
        var chance = Chance(seed: seed)
        let isRecorded = chance.happens(50)
        let story = DocumentStory(documents: 14, recorded: true, &chance)
        // Every version is told some time after it was recorded, at times much later, at times twice.
        var events: [(at: Double, document: WarehouseDocument?)] = []
        for (index, version) in story.versions.enumerated() {
            var told = version
            if !isRecorded { told.recordedAt = nil }
            for _ in 0..<chance.number(1...2) { events.append((Double(10 + index * 10 + chance.number(1...120)), told)) }
        }
        for moment in stride(from: 15.0, to: 260, by: 15) { events.append((moment + Double(chance.number(0...8)), nil)) }
        var book = Self.openedBook()
        for event in events.sorted(by: { $0.at < $1.at }) {
            if let document = event.document {
                book.tell(document, at: event.at)
            } else {
                // The page was made at some moment of its window.
                let from = event.at - Double(chance.number(0...3))
                Self.read(story, in: &book, madeAt: from + (event.at - from) / 2, from: from, to: event.at)
            }
            #expect(book.isBalanced)
        }
        for moment in [1000.0, 1040, 1080] {
            Self.read(story, in: &book, madeAt: moment, from: moment, to: moment + 1)
            #expect(book.isBalanced)
        }
        for key in Self.keys {
            let level = book.levels[key]
            #expect(level?.amount == pieces(Self.opening) + (story.effect[key] ?? .zero), "\(key)")
            #expect(level?.isDoubted == false)
            #expect(level?.suspicion == nil)
        }
    }

    /// What wFirma's pages showed at a moment: the story as far as it was recorded then.
    private static func read(_ story: DocumentStory, in book: inout Book, madeAt moment: Double, from: Double, to: Double) {
        var wFirma = openedBook()
        for version in story.versions where (version.recordedAt ?? at(0)) <= at(moment) {
            var told = version
            told.recordedAt = nil
            wFirma.tell(told, at: 2000)
        }
        for key in keys {
            let count = Double(wFirma.levels[key]?.amount.tenThousandths ?? 0) / 10_000
            book.read(count, product: key.product, in: key.warehouse, from: from, to: to)
        }
    }
}
