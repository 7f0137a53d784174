import Inventory
import Testing

@Suite("Documents change stock")
struct DocumentTests {
    @Test(
        "a receipt adds, a release takes away, in its own warehouse (R2)",
        arguments: [(.receipt, "80", "10"), (.release, "60", "-10")] as [(WarehouseDocument.Kind, String, String)])
    func plain(_ kind: WarehouseDocument.Kind, _ stock: String, _ delta: String) {
        var book = Book(["1": 70, "2": 3])
        let change = book.tell(.of("9001", kind, 10), at: 10)
        #expect(book.stock("1") == stock)
        #expect(book.stock("2") == "3")
        #expect(change.entries.map(\.delta.description) == [delta])
        #expect(book.isBalanced)
    }

    @Test("a transfer moves between warehouses and leaves the sum (MM)")
    func transfer() {
        var book = Book(["1": 70, "2": 3])
        book.tell(.of("9001", .transfer(to: "2"), 5), at: 10)
        #expect(book.stock("1") == "65")
        #expect(book.stock("2") == "8")
        #expect(book.availability().available == 73)
        #expect(book.isBalanced)
    }

    @Test("stock may be fractional and may fall below zero (R9)")
    func fractional() {
        var book = Book(["1": 1])
        book.tell(.of("9001", .release, 2.25), at: 10)
        #expect(book.stock() == "-1.25")
        #expect(book.availability().available == 0)
        book.tell(.of("9002", .receipt, 3.75), at: 11)
        #expect(book.stock() == "2.5")
        #expect(book.availability().available == 2)
        #expect(book.isBalanced)
    }

    @Test("a repeated version changes nothing (R25)")
    func repeated() {
        var book = Book(["1": 70])
        book.tell(.of("9001", .release, 3), at: 10)
        #expect(book.tell(.of("9001", .release, 3), at: 11) == LedgerChange())
        #expect(book.stock() == "67")
    }

    @Test("a later version replaces the effect of the earlier one (R27)")
    func edited() {
        var book = Book(["1": 70, "2": 3])
        book.tell(.of("9001", .release, 3), at: 10)
        book.tell(.of("9001", .release, 5, version: 2), at: 11)
        #expect(book.stock("1") == "65")
        book.tell(.of("9001", .release, 5, version: 3, in: "2"), at: 12)
        #expect(book.stock("1") == "70")
        #expect(book.stock("2") == "-2")
        #expect(book.isBalanced)
    }

    @Test("an older version that arrives late changes nothing (R27)")
    func late() {
        var book = Book(["1": 70])
        book.tell(.of("9001", .release, 5, version: 3), at: 10)
        #expect(book.tell(.of("9001", .release, 3, version: 1), at: 11) == LedgerChange())
        #expect(book.tell(.of("9001", .release, 4, version: 2), at: 12) == LedgerChange())
        #expect(book.stock() == "65")
    }

    @Test("versions without a number are ordered by their time of modification")
    func byTime() {
        func version(_ modified: Double, _ count: Double) -> WarehouseDocument {
            var document = WarehouseDocument.of("9001", .receipt, count)
            document.version = DocumentVersion(number: nil, modified: at(modified))
            return document
        }
        var book = Book(["1": 70])
        book.tell(version(20, 8), at: 21)
        book.tell(version(10, 3), at: 22)
        #expect(book.stock() == "78")
    }

    @Test("deleting a document takes its effect back, and what was deleted stays so (R27)")
    func deleted() {
        var book = Book(["1": 70])
        book.tell(.of("9001", .release, 3), at: 10)
        book.tell(.deletion(of: "9001", version: 2), at: 11)
        #expect(book.stock() == "70")
        book.tell(.of("9001", .release, 3), at: 12)
        #expect(book.stock() == "70")
        #expect(book.isBalanced)
    }

    @Test("a deletion that comes before its document leaves nothing")
    func deletedFirst() {
        var book = Book(["1": 70])
        book.tell(.deletion(of: "9001", version: 2), at: 10)
        book.tell(.of("9001", .release, 3), at: 11)
        #expect(book.stock() == "70")
    }

    @Test("a deletion with the version that stands is still a deletion")
    func deletionWithSameVersion() {
        var book = Book(["1": 70])
        book.tell(.of("9001", .release, 3), at: 10)
        book.tell(.deletion(of: "9001", version: 1), at: 11)
        #expect(book.stock() == "70")
    }

    @Test("a first sight of a later version is read at once: of the versions before we know nothing")
    func unseenVersion() {
        var book = Book(["1": 70])
        #expect(book.tell(.of("9001", .release, 5, version: 2), at: 10).looks == ["501": at(10)])
        #expect(book.stock() == "65")
        #expect(book.level().withheld == pieces(5))
    }

    @Test("a document of a warehouse that was never read counts from nothing and asks for the reading")
    func unreadWarehouse() {
        var book = Book(["1": 70])
        let change = book.tell(.of("9001", .receipt, 5, in: "2"), at: 10)
        #expect(change.looks == ["501": at(10)])
        #expect(book.availability().available == 75)
    }

    @Test("in the hour that autumn repeats, a version by its time alone that looks older counts in the order of receipt (R27)")
    func repeatedHour() throws {
        var book = Book(["1": 70])
        var release = WarehouseDocument.of("9001", .release, 5)
        for (time, count) in [("00:50", 5.0), ("00:10", 3)] {
            release.version = DocumentVersion(number: nil, modified: Timestamp(rfc3339: "2026-10-25T\(time):00Z"))
            release.lines[0].count = pieces(count)
            book.tell(release, at: 10)
        }
        #expect(book.stock() == "67")
        release.version = DocumentVersion(number: nil, modified: Timestamp(rfc3339: "2026-10-24T00:10:00Z"))
        release.lines[0].count = pieces(1)
        book.tell(release, at: 11)
        #expect(book.stock() == "67")
        #expect(book.isBalanced)
    }
}
