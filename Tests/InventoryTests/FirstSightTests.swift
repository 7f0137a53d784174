import Inventory
import Testing

@Suite("Documents that are first seen after an edit")
struct FirstSightTests {
    /// As wFirma's API tells it: no number, the time of the last edit, and when it was made.
    private func edited(_ kind: WarehouseDocument.Kind, _ count: Double, created: Double?, modified: Double) -> WarehouseDocument {
        var document = WarehouseDocument.of("9001", kind, count, recorded: modified)
        document.version = DocumentVersion(number: nil, modified: at(modified))
        document.createdAt = created.map(at)
        return document
    }

    @Test("a receipt that readings counted long ago is not counted again for an edit of its price (R27)")
    func receipt() {
        var book = Book(["1": 120])
        book.read(120, from: 100, to: 101)
        let change = book.tell(edited(.receipt, 50, created: 5, modified: 130), at: 131)
        #expect(book.stock() == "120")
        #expect(book.level().withheld == pieces(50))
        #expect(change.looks == ["501": at(131)])
        book.read(120, from: 132, to: 133)
        #expect(book.availability() == Availability(stock: pieces(120)))
        #expect(book.isBalanced)
    }

    @Test("a release that readings may have counted is withheld beside its fall, so that its zero ends nothing (R27, R31)")
    func release() {
        var book = Book(["1": 5])
        book.read(5, from: 100, to: 101)
        book.tell(edited(.release, 5, created: 5, modified: 130), at: 131)
        #expect(book.stock() == "0")
        #expect(book.published == 1)
        book.read(5, from: 132, to: 133)
        #expect(book.availability() == Availability(stock: pieces(5)))
        #expect(book.isBalanced)
    }

    @Test("one that was made after the last reading counts, one that was edited before it is in it")
    func sure() {
        var book = Book(["1": 70])
        book.read(70, from: 100, to: 101)
        book.tell(edited(.receipt, 50, created: 102, modified: 130), at: 131)
        #expect(book.stock() == "120")
        var held = Book(["1": 120])
        held.read(120, from: 100, to: 101)
        held.tell(edited(.receipt, 50, created: 5, modified: 90), at: 131)
        #expect(held.availability() == Availability(stock: pieces(120)))
        #expect(book.isBalanced && held.isBalanced)
    }

    @Test("of an edit by its time alone an earlier one may be in a reading already: what rises is withheld (R27)")
    func editBetween() {
        var book = Book(["1": 70])
        book.tell(edited(.release, 5, created: 10, modified: 10), at: 11)
        #expect(book.stock() == "65")
        // 5 became 3 at 50, which nobody told; a reading found it.
        book.read(67, from: 100, to: 101)
        book.read(67, from: 132, to: 133)
        #expect(book.stock() == "67")
        book.tell(edited(.release, 3, created: 10, modified: 140), at: 141)
        #expect(book.stock() == "67")
        book.read(67, from: 142, to: 143)
        #expect(book.availability() == Availability(stock: pieces(67)))
        #expect(book.isBalanced)
    }

    @Test("a later version of a sender whose earlier ones we never saw is withheld until it is read")
    func numbered() {
        var book = Book(["1": 70])
        book.tell(.of("9001", .receipt, 5, version: 3), at: 10)
        #expect(book.stock() == "70")
        #expect(book.level().withheld == pieces(5))
        var next = Book(["1": 70])
        next.tell(.of("9001", .receipt, 5), at: 10)
        next.tell(.of("9001", .receipt, 6, version: 2), at: 11)
        #expect(next.stock() == "76")
        next.tell(.of("9001", .receipt, 9, version: 4), at: 12)
        #expect(next.stock() == "76")
    }

    @Test("of two versions of one second the one received later counts, and the product is read (R27)")
    func sameSecond() {
        var book = Book(["1": 70])
        book.tell(edited(.release, 3, created: 20, modified: 20), at: 20.2)
        #expect(book.tell(edited(.release, 5, created: 20, modified: 20), at: 20.8).looks == ["501": at(20.8)])
        #expect(book.stock() == "65")
        #expect(book.tell(edited(.release, 5, created: 20, modified: 20), at: 21) == LedgerChange())
        #expect(book.isBalanced)
    }
}
