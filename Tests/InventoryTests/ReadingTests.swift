import Inventory
import Testing

/// The races of readings and documents: each is told with its numbers in `docs/ledger.md`.
@Suite("Readings and documents of the same fact count once")
struct ReadingTests {
    @Test("a document recorded before the reading is contained in it")
    func contained() {
        var book = Book(["1": 70])
        book.read(67, from: 20, to: 21)
        let change = book.tell(.of("9001", .release, 3, recorded: 10), at: 22)
        #expect(book.stock() == "67")
        #expect(change.entries.map(\.delta.description) == ["-3", "3"])
        #expect(book.level().unexplained == .zero)
        #expect(book.isBalanced)
    }

    @Test("a release of an order whose fall a reading showed is contained in it, one whose fall no reading showed is withheld and asked about (R7)")
    func hidden() {
        var book = Book(["1": 70])
        book.read(67, from: 20, to: 21)
        #expect(!book.tell(.of("9001", .release, 3, recorded: 10), held: 3, at: 22).wantsReleases)
        #expect(book.stock() == "67")
        book.read(67, from: 30, to: 31)
        let change = book.tell(.of("9002", .release, 2, recorded: 25), held: 2, at: 32)
        #expect(change.wantsReleases && change.looks == ["501": at(32)])
        #expect(book.stock() == "65" && book.level().withheld == pieces(2))
        // Nothing was deleted: something else came in.
        book.read(67, from: 33, to: 34)
        #expect(book.stock() == "67" && book.level().withheld == .zero)
        #expect(book.isBalanced)
    }

    @Test("a release that holds nothing any more is contained in the reading after it, whatever that showed")
    func hiddenOfNoOrder() {
        var book = Book(["1": 70])
        book.read(70, from: 20, to: 21)
        #expect(!book.tell(.of("9001", .release, 3, recorded: 10), at: 22).wantsReleases)
        #expect(book.stock() == "70")
        #expect(book.isBalanced)
    }

    @Test("a document recorded after the reading is not contained in it")
    func notContained() {
        var book = Book(["1": 70])
        book.tell(.of("9001", .release, 3, recorded: 10), at: 11)
        #expect(book.stock() == "67")
        book.read(70, from: 8, to: 9)
        #expect(book.stock() == "67")
        #expect(book.isBalanced)
    }

    @Test("a document within the reading's window leaves the level alone where the two agree either way", arguments: [70.0, 67.0])
    func inDoubtAgrees(_ count: Double) {
        var book = Book(["1": 70])
        book.tell(.of("9001", .release, 3, recorded: 10.5), at: 11)
        book.read(count, from: 10, to: 12)
        #expect(book.stock() == "67")
        #expect(book.isBalanced)
    }

    @Test("a fall in doubt counts, and its product is read again at once; a zero made so does not end an offer")
    func fallInDoubt() {
        var book = Book(["1": 70])
        book.read(3, from: 700, to: 702)
        book.read(3, from: 1400, to: 1402)
        let change = book.tell(.of("9001", .release, 3, recorded: 1401), at: 1403)
        #expect(book.stock() == "0")
        #expect(book.published == 1)
        #expect(change.looks == ["501": at(1403)])
        book.read(0, from: 1404, to: 1405)
        #expect(!book.level().isDoubted)
    }

    @Test("a doubt outlasts our clock's being set back: it is read again once the clock has caught up (R4)")
    func clockSetBack() {
        var book = Book(["1": 70])
        book.read(0, from: 700, to: 702)
        #expect(book.read(0, from: 690, to: 691).looks == ["501": at(700)])
        #expect(book.published == 1)
        book.read(0, from: 700.5, to: 701)
        #expect(book.published == 0)
    }

    @Test("a rise in doubt waits for the reading that it asks for")
    func riseInDoubt() {
        var book = Book(["1": 70])
        let change = book.tell(.of("9001", .receipt, 3, recorded: 0), at: 3)
        #expect(book.stock() == "70")
        #expect(change.looks == ["501": at(3)])
        #expect(book.isBalanced)
    }

    @Test("a lower reading counts at once, is doubted, and is looked at again at once")
    func lower() {
        var book = Book(["1": 70])
        let change = book.read(60, from: 20, to: 21)
        #expect(book.stock() == "60")
        #expect(change.entries.map(\.delta.description) == ["-10"])
        #expect(change.looks == ["501": at(21)])
        #expect(book.level().isDoubted)
        #expect(book.level().unexplained.description == "-10")
        book.read(60, from: 22, to: 23)
        #expect(!book.level().isDoubted)
        #expect(book.isBalanced)
    }

    @Test("a higher reading needs a second one, 30 s later, that agrees")
    func higher() {
        var book = Book(["1": 70])
        #expect(book.read(80, from: 20, to: 21).looks == ["501": at(51)])
        #expect(book.stock() == "70")
        #expect(book.read(80, from: 50, to: 51).looks == ["501": at(51)])
        #expect(book.stock() == "70")
        let change = book.read(80, from: 51, to: 52)
        #expect(book.stock() == "80")
        #expect(change.entries.map(\.cause) == [.reading])
        #expect(book.isBalanced)
    }

    @Test("two higher readings that differ agree on the smaller; the rest waits for its own second look")
    func higherAndHigher() {
        var book = Book(["1": 70])
        book.read(80, from: 20, to: 21)
        #expect(book.read(85, from: 60, to: 61).looks == ["501": at(91)])
        #expect(book.stock() == "80")
        book.read(85, from: 91, to: 92)
        #expect(book.stock() == "85")
        book.read(95, from: 100, to: 101)
        book.read(90, from: 110, to: 111)
        book.read(95, from: 140, to: 141)
        #expect(book.stock() == "90")
    }

    @Test("one stale page raises nothing: the second look takes the first back")
    func stalePage() {
        var book = Book(["1": 70])
        book.tell(.of("9001", .release, 3, recorded: 10), at: 10.5)
        book.read(70, from: 20, to: 21)
        #expect(book.stock() == "67")
        book.read(67, from: 51, to: 52)
        #expect(book.level().suspicion == nil)
        book.read(70, from: 60, to: 61)
        #expect(book.stock() == "67")
    }

    @Test("a higher reading counts at once when a document explains it, told before or after")
    func explainedRise() {
        var before = Book(["1": 70])
        before.tell(.of("9001", .receipt, 5, recorded: 10), at: 11)
        before.read(75, from: 20, to: 21)
        #expect(before.stock() == "75")
        var after = Book(["1": 70])
        after.read(75, from: 20, to: 21)
        #expect(after.stock() == "70")
        after.tell(.of("9001", .receipt, 5, recorded: 10), at: 22)
        #expect(after.stock() == "75")
        #expect(after.level().suspicion == nil)
        #expect(after.isBalanced)
    }

    @Test("what is released while a second look is awaited moves the awaited level too")
    func fallWhileAwaiting() {
        var book = Book(["1": 70])
        book.read(80, from: 20, to: 21)
        book.tell(.of("9001", .release, 4, recorded: 30), at: 31)
        #expect(book.stock() == "66")
        book.read(76, from: 51, to: 52)
        #expect(book.stock() == "76")
    }

    @Test("a reading older than the one that counts is no news")
    func outOfOrder() {
        var book = Book(["1": 70])
        book.read(60, from: 20, to: 21)
        for count in [50.0, 60] {
            let change = book.read(count, from: 10, to: 11)
            #expect(change.entries.isEmpty && change.levels.isEmpty)
        }
        // Had the old one moved the window back, this would count twice.
        book.tell(.of("9001", .release, 10, recorded: 15), at: 22)
        #expect(book.stock() == "60")
    }

    @Test("of two readings at the same time the later beginning tells what is contained")
    func overlapping() {
        var book = Book()
        book.read(60, from: 20, to: 30)
        book.read(60, from: 10, to: 21)
        book.tell(.of("9001", .release, 10, recorded: 15), at: 31)
        #expect(book.stock() == "60")
        #expect(!book.level().isDoubted)
    }

    @Test("a transfer seen half raises nothing and ends nothing")
    func halfTransfer() {
        var book = Book(["1": 5, "2": 0])
        // The page of warehouse 2 was read after the transfer, that of warehouse 1 before it.
        book.read(5, in: "1", from: 20, to: 21)
        book.read(5, in: "2", from: 21, to: 22)
        #expect(book.availability().available == 5)
        // The other way round the pieces are nowhere for a moment.
        book.read(0, in: "1", from: 30, to: 31)
        #expect(book.availability().available == 0)
        #expect(book.availability().isDoubted)
        book.tell(.of("9001", .transfer(to: "2"), 5, recorded: 19), at: 32)
        #expect(book.availability() == Availability(stock: pieces(5)))
        #expect(book.isBalanced)
    }

    @Test("where a reading allows a lower number as well, the product is read again once a reading holds every document")
    func perhapsLower() {
        var book = Book(["1": 70])
        book.tell(.of("9001", .release, 3), at: 10)
        #expect(book.read(67, from: 10.2, to: 10.5).looks == ["501": at(11)])
        #expect(book.stock() == "67")
    }
}
