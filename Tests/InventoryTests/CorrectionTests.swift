import Inventory
import Testing

@Suite("Corrections replace the lines of what they correct")
struct CorrectionTests {
    private let base = WarehouseDocument.of("9001", .release, 5)
    private let first = WarehouseDocument.of("9002", .release, 3, corrects: "9001")
    private let second = WarehouseDocument.of("9003", .release, 1, corrects: "9002")

    @Test("a correction tells how the lines should now be; the newest counts")
    func newest() {
        var book = Book(["1": 70])
        book.tell(base, at: 10)
        #expect(book.stock() == "65")
        book.tell(first, at: 11)
        #expect(book.stock() == "67")
        book.tell(second, at: 12)
        #expect(book.stock() == "69")
        #expect(book.isBalanced)
    }

    @Test("deleting a correction restores what stood before it")
    func deletedCorrection() {
        var book = Book(["1": 70])
        for (index, document) in [base, first, second].enumerated() { book.tell(document, at: 10 + Double(index)) }
        book.tell(.deletion(of: "9003", version: 2), at: 20)
        #expect(book.stock() == "67")
        book.tell(.deletion(of: "9002", version: 2), at: 21)
        #expect(book.stock() == "65")
        book.tell(.deletion(of: "9001", version: 2), at: 22)
        #expect(book.stock() == "70")
        #expect(book.isBalanced)
    }

    @Test("a correction of a document that was never seen asks for a reading and changes nothing")
    func unseenBase() {
        var book = Book(["1": 70])
        let change = book.tell(first, at: 11)
        #expect(change.entries == [])
        #expect(change.looks == ["501": at(11)])
        #expect(book.stock() == "70")
    }

    @Test("a document after its corrections ends where it would have ended in order")
    func baseLast() {
        var book = Book(["1": 70])
        for (index, document) in [second, first, base].enumerated() { book.tell(document, at: 10 + Double(index)) }
        #expect(book.stock() == "69")
        #expect(book.isBalanced)
    }

    @Test("a reading between a document and its correction holds the one and not the other, in whatever order they are told")
    func readBetween() {
        var book = Book(["1": 70])
        book.read(65, from: 14, to: 15)
        #expect(book.stock() == "65")
        book.tell(.of("9002", .release, 8, corrects: "9001", recorded: 20), at: 21)
        #expect(book.stock() == "65")
        book.tell(.of("9001", .release, 5, recorded: 10), at: 22)
        #expect(book.stock() == "62")
        #expect(book.level().unexplained == .zero)
        #expect(book.isBalanced)
    }

    @Test("an edit of a corrected document changes nothing while the correction stands")
    func editedBase() {
        var book = Book(["1": 70])
        book.tell(base, at: 10)
        book.tell(first, at: 11)
        book.tell(.of("9001", .release, 50, version: 2), at: 12)
        #expect(book.stock() == "67")
    }

    @Test("a correction of a transfer sets it right in both warehouses")
    func transfer() {
        var book = Book(["1": 70, "2": 3])
        book.tell(.of("9001", .transfer(to: "2"), 5), at: 10)
        book.tell(.of("9002", .transfer(to: "2"), 4, corrects: "9001"), at: 11)
        #expect(book.stock("1") == "66")
        #expect(book.stock("2") == "7")
    }

    @Test("documents that correct each other in a ring, which only nonsense makes, still have one effect")
    func ring() {
        var forward = Book(["1": 70])
        var backward = forward
        let one = WarehouseDocument.of("9001", .release, 5, corrects: "9002")
        let other = WarehouseDocument.of("9002", .release, 3, corrects: "9001")
        for document in [one, other] { forward.tell(document, at: 10) }
        for document in [other, one] { backward.tell(document, at: 10) }
        #expect(forward.isBalanced && backward.isBalanced)
    }
}
