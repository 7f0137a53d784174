import Inventory
import Testing

@Suite("Our clock is set back")
struct SetBackClockTests {
    @Test("a reading that lies in the future proves nothing: our own release counts, and the other number is withheld (R7)")
    func release() {
        var book = Book(["1": 10])
        book.read(10, from: 7200, to: 7201)
        let change = book.tell(.of("9001", .release, 8, recorded: 100), at: 101)
        #expect(book.stock() == "2")
        #expect(book.level().withheld == pieces(8))
        #expect(change.looks == ["501": at(101)])
        #expect(book.isBalanced)
    }

    @Test("a document that had to wait is in a reading taken meanwhile, as ever")
    func hadToWait() {
        var book = Book(["1": 10])
        book.read(10, from: 7200, to: 7201)
        book.tell(.of("9001", .release, 8, recorded: 100), at: 101, applied: 7202)
        #expect(book.availability() == Availability(stock: pieces(10)))
        #expect(book.isBalanced)
    }
}
