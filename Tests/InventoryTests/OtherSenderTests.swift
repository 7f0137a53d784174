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

    @Test("a fall that a reading corrected is explained by the document that is told after it")
    func explained() {
        var book = Book(["1": 70])
        book.read(67, from: 20, to: 21)
        let change = book.tell(.of("9001", .release, 3), at: 25)
        #expect(book.stock() == "67")
        #expect(book.level().unexplained == .zero)
        #expect(change.looks == ["501": at(25)])
        #expect(book.isBalanced)
    }

    @Test("what goes beyond the correction counts")
    func partlyExplained() {
        var book = Book(["1": 70])
        book.read(67, from: 20, to: 21)
        book.tell(.of("9001", .release, 5), at: 25)
        #expect(book.stock() == "65")
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

    @Test("a document taken for the reason of a correction that was none is the reason of what the next reading shows, which is no doubt")
    func wrongGuess() {
        var book = Book(["1": 70])
        book.read(64, from: 20, to: 21)
        book.read(64, from: 22, to: 23)
        let change = book.tell(.of("9001", .release, 2), at: 60)
        #expect(book.stock() == "64")
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
        #expect(book.availability() == Availability(stock: .zero))
        #expect(book.isBalanced)
    }

    @Test("a document that explains half of a fall leaves the rest in doubt")
    func halfConfirmedZero() {
        var book = Book(["1": 3])
        book.read(0, from: 20, to: 21)
        book.tell(.of("9001", .release, 1), at: 22)
        #expect(book.availability().isDoubted)
        #expect(book.stock() == "0")
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
        #expect(book.level().isDoubted)
        #expect(book.isBalanced)
    }
}
