import Inventory
import Testing

@Suite("Documents of senders who are not wFirma")
struct OtherSenderTests {
    @Test("they count at once, up and down")
    func atOnce() {
        var book = Book(["1": 70])
        book.tell(.of("9001", .release, 3), at: 10)
        #expect(book.stock() == "67")
        book.tell(.of("9002", .receipt, 5), at: 11)
        #expect(book.stock() == "72")
    }

    @Test("a release of just the size of a fall is not taken for it, however soon it is told: nothing is raised on a guess (R7)")
    func explained() {
        var book = Book(["1": 10])
        // One piece moved to another warehouse; the release is the order's.
        book.read(9, from: 20, to: 21)
        let change = book.tell(.of("9001", .release, 1), at: 21.9)
        #expect(book.stock() == "8")
        #expect(book.level().withheld == pieces(1))
        #expect(change.looks == ["501": at(21.9)])
        #expect(book.isBalanced)
    }

    @Test("one that may be the reason of an earlier fall, or another fact, counts until wFirma says which")
    func perhapsExplained() {
        var book = Book(["1": 70])
        book.read(67, from: 20, to: 21)
        let change = book.tell(.of("9001", .release, 3), at: 25)
        #expect(book.stock() == "64")
        #expect(book.level().withheld == pieces(3))
        #expect(change.looks == ["501": at(25)])
        #expect(change.wantsDocuments)
        // Whether wFirma has it already nobody knows yet.
        #expect(book.read(67, from: 25.1, to: 25.2).looks == ["501": at(26)])
        book.read(67, from: 26.1, to: 26.2)
        #expect(book.stock() == "64")
        book.tell(.of("9001", .release, 3, recorded: 19), at: 26.5)
        book.read(67, from: 26.6, to: 26.7)
        #expect(book.availability() == Availability(stock: pieces(67)))
        #expect(book.level().unexplained == .zero)
        #expect(book.isBalanced)
    }

    @Test("one that wFirma never tells comes back with the second look")
    func neverRecorded() {
        var book = Book(["1": 70])
        book.read(67, from: 20, to: 21)
        book.tell(.of("9001", .release, 3), at: 25)
        book.read(67, from: 26.1, to: 26.2)
        book.read(67, from: 57, to: 57.1)
        #expect(book.availability() == Availability(stock: pieces(67)))
        #expect(book.isBalanced)
    }

    @Test("an unexplained fall and an order's release after it are two facts until a reading shows one of them: nothing is raised meanwhile (R7)")
    func orderAfterFall() {
        var book = Book(["1": 10])
        book.read(8, from: 20, to: 21)
        book.read(8, from: 22, to: 23)
        #expect(book.availability(reserved: 2).available == 6)
        book.tell(.of("9001", .release, 2), at: 200)
        #expect(book.availability().available == 6)
        book.read(6, from: 201.5, to: 201.6)
        #expect(book.availability() == Availability(stock: pieces(6)))
        #expect(book.isBalanced)
    }

    @Test("what goes beyond the correction counts in any case")
    func partlyExplained() {
        var book = Book(["1": 70])
        book.read(67, from: 20, to: 21)
        book.tell(.of("9001", .release, 5), at: 25)
        #expect(book.stock() == "62")
        #expect(book.level().withheld == pieces(5))
        #expect(book.isBalanced)
    }

    @Test("a correction of the other sign explains nothing")
    func otherSign() {
        var book = Book(["1": 70])
        book.read(67, from: 20, to: 21)
        book.tell(.of("9001", .receipt, 3), at: 25)
        #expect(book.stock() == "70")
    }

    @Test("after ten minutes a correction is drift, and a document of the same size is another fact")
    func drift() {
        var book = Book(["1": 70])
        book.read(67, from: 20, to: 21)
        book.tell(.of("9001", .release, 3), at: 622)
        #expect(book.stock() == "64")
        var confirmed = Book(["1": 70])
        confirmed.read(67, from: 20, to: 21)
        confirmed.read(67, from: 700, to: 701)
        confirmed.tell(.of("9001", .release, 3), at: 702)
        #expect(confirmed.stock() == "64")
    }

    @Test("a correction that nothing explains is drift after ten minutes however often the level is read meanwhile, and explains no later document")
    func driftUnderReadings() {
        var book = Book(["1": 70])
        book.read(64, from: 20, to: 21)
        for moment in stride(from: 320.0, through: 2120, by: 300) { book.read(64, from: moment, to: moment + 1) }
        book.tell(.of("9001", .release, 1), at: 2200)
        #expect(book.stock() == "63")
        #expect(book.isBalanced)
    }

    @Test("where the next reading shows that it was another fact, nothing is doubted, and the rest of the correction waits for its own")
    func anotherFact() {
        var book = Book(["1": 70])
        book.read(64, from: 20, to: 21)
        book.read(64, from: 22, to: 23)
        let change = book.tell(.of("9001", .release, 2), at: 60)
        #expect(book.stock() == "62")
        #expect(change.looks == ["501": at(60)])
        #expect(book.read(62, from: 61, to: 62).looks == [:])
        #expect(book.stock() == "62")
        #expect(!book.level().isDoubted)
        #expect(book.level().unexplained.description == "-4")
        #expect(book.isBalanced)
    }

    @Test("a release told before wFirma recorded it is not raised again by the reading that lacks it")
    func toldFirst() {
        var book = Book(["1": 70])
        book.tell(.of("9001", .release, 3), at: 10)
        book.read(70, from: 15, to: 16)
        #expect(book.stock() == "67")
        book.read(67, from: 46, to: 47)
        #expect(book.stock() == "67")
        #expect(book.level().suspicion == nil)
    }

    @Test("a receipt told a moment before the reading is left alone, in it or not", arguments: [70.0, 75.0])
    func toldDuring(_ count: Double) {
        var book = Book(["1": 70])
        book.tell(.of("9001", .receipt, 5), at: 10)
        book.read(count, from: 10.3, to: 10.6)
        #expect(book.stock() == "75")
    }

    @Test("a doubted zero that a document then confirms is no longer doubted")
    func confirmedZero() {
        var book = Book(["1": 3])
        book.read(0, from: 20, to: 21)
        #expect(book.availability() == Availability(stock: .zero, isDoubted: true))
        book.tell(.of("9001", .release, 3), at: 22)
        // Whether the count held it or not, nothing is there.
        #expect(!book.availability().isDoubted && book.published == 0)
        book.tell(.of("9001", .release, 3, recorded: 19), at: 22.5)
        book.read(0, from: 23.1, to: 23.2)
        #expect(book.availability() == Availability(stock: .zero))
        #expect(book.isBalanced)
    }

    @Test("a document that explains half of a fall leaves the rest in doubt")
    func halfConfirmedZero() {
        var book = Book(["1": 3])
        book.read(0, from: 20, to: 21)
        book.tell(.of("9001", .release, 1), at: 22)
        #expect(book.availability().isDoubted)
        #expect(book.published == 1)
    }

    @Test("a dead letter applied days later lowers but does not raise: a reading may hold it")
    func replayed() {
        var book = Book(["1": 70])
        book.read(60, from: 5000, to: 5001)
        book.read(60, from: 9000, to: 9001)
        #expect(book.tell(.of("9001", .receipt, 4), at: 100).looks == ["501": at(100)])
        #expect(book.stock() == "60")
        #expect(book.tell(.of("9002", .release, 4), at: 101).looks == ["501": at(101)])
        #expect(book.stock() == "56")
        #expect(book.level().withheld == pieces(8))
        #expect(book.isBalanced)
    }
}
