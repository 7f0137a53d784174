import Inventory
import Testing

@Suite("Stock notices")
struct NoticeTests {
    @Test("one that says when sets its warehouse's level at once, up and down, and no other's (R33)", arguments: [40.0, 90.0])
    func statement(_ count: Double) {
        var book = Book(["1": 70, "2": 3])
        let change = book.note(count, modified: 10, received: 10.5)
        #expect(book.level("1").amount == pieces(count))
        #expect(book.stock("2") == "3")
        #expect(book.availability().available == Int(count) + 3)
        #expect(change.looks == [:])
        #expect(!book.level().isDoubted)
        #expect(book.isBalanced)
    }

    @Test("among several warehouses a fall that nothing explains is doubted, and all are read: a transfer may be told by its giving side first")
    func givingSideFirst() {
        var book = Book(["1": 5, "2": 0])
        #expect(book.note(0, isAmongOthers: true, modified: 10, received: 10.5).looks == ["501": at(10.5)])
        #expect(book.availability() == Availability(stock: .zero, isDoubted: true, suspected: pieces(5)))
        // What came is no surer than what left, until both were read: the five may be in either.
        #expect(book.note(5, in: "2", isAmongOthers: true, modified: 10, received: 10.6).looks == ["501": at(10.6)])
        #expect(book.availability() == Availability(stock: .zero, isDoubted: true, suspected: pieces(10)))
        book.read(0, from: 10.7, to: 10.8)
        book.read(5, in: "2", from: 10.7, to: 10.8)
        #expect(book.availability() == Availability(stock: pieces(5)))

        var told = Book(["1": 5, "2": 0])
        told.tell(.of("9001", .release, 5, recorded: 10), at: 10.2)
        #expect(told.note(0, isAmongOthers: true, modified: 10, received: 10.5).looks == ["501": at(11)])
        #expect(told.availability() == Availability(stock: .zero))
    }

    @Test("among several warehouses a rise told by a count alone is withheld until all are read: a transfer may be told by its receiving side (R33)")
    func receivingSideFirst() {
        var book = Book(["1": 16, "2": 6])
        #expect(book.note(12, in: "2", isAmongOthers: true, modified: 10, received: 10.5).looks == ["501": at(10.5)])
        #expect(book.availability().available == 22)
        book.read(7, from: 10.6, to: 10.7)
        book.read(12, in: "2", from: 10.6, to: 10.7)
        #expect(book.availability().available == 19)

        // Nothing left the other one: it is a receipt, which the same reading brings, with no second look.
        var received = Book(["1": 16, "2": 6])
        received.note(12, in: "2", isAmongOthers: true, modified: 10, received: 10.5)
        received.read(16, from: 10.6, to: 10.7)
        received.read(12, in: "2", from: 10.6, to: 10.7)
        #expect(received.availability() == Availability(stock: pieces(28)))
        #expect(book.isBalanced && received.isBalanced)
    }

    @Test("among several warehouses the first count of one raises nothing before all are read: a transfer may be told by its receiving side (R33)")
    func receivingSideUnknown() {
        var book = Book(["1": 16])
        #expect(book.note(6, in: "2", isAmongOthers: true, modified: 10, received: 10.5).looks == ["501": at(10.5)])
        #expect(book.availability() == Availability(stock: pieces(16), suspected: pieces(6)), "what may be there ends nothing")
        book.read(10, from: 10.6, to: 10.7)
        book.read(6, in: "2", from: 10.6, to: 10.7)
        #expect(book.stock("2") == "6")
        #expect(book.level("1").amount + book.level("2").amount == pieces(16))
        #expect(book.isBalanced)
    }

    @Test(
        "what a pass saw that began before a notice was told brings nothing back: it may have seen one side of a transfer before it and the other after it (R33)",
        arguments: [10, 1])
    func passUnderWay(_ modified: Double) {
        var book = Book(["1": 16, "2": 6])
        book.note(15, in: "2", isAmongOthers: true, modified: modified, received: 10.3)
        book.read(16, from: 10.1, to: 10.2, began: 10.1)
        #expect(book.read(15, in: "2", from: 10.4, to: 10.5, began: 10.1).looks == ["501": at(10.3)])
        #expect(book.availability().available == 22)
        book.read(7, from: 10.6, to: 10.7, began: 10.6)
        book.read(15, in: "2", from: 10.7, to: 10.8, began: 10.6)
        #expect(book.availability().available == 22 && book.availability().suspected == .zero)

        // The giving side's notice, and a pass that read it before.
        var giving = Book(["1": 5, "2": 0])
        giving.note(0, isAmongOthers: true, modified: modified, received: 10.5)
        giving.read(5, from: 10.1, to: 10.2, began: 10.1)
        #expect(giving.availability().available == 0)
        #expect(book.isBalanced && giving.isBalanced)
    }

    @Test("nor does it open a warehouse of which the notice was the first that was heard (R33)")
    func passUnderWayOpens() {
        var book = Book(["1": 16])
        book.note(6, in: "2", isAmongOthers: true, modified: 10, received: 10.3)
        book.read(16, from: 10.1, to: 10.2, began: 10.1)
        book.read(6, in: "2", from: 10.4, to: 10.5, began: 10.1)
        #expect(book.availability() == Availability(stock: pieces(16), suspected: pieces(6)))
        book.read(10, from: 10.6, to: 10.7, began: 10.6)
        book.read(6, in: "2", from: 10.7, to: 10.8, began: 10.6)
        #expect(book.availability().available == 16 && book.availability().suspected == .zero)
        #expect(book.isBalanced)
    }

    @Test("whether a release was deleted is asked before a rise that is withheld counts, and where it counts at once the store asks")
    func withheldRise() {
        var book = Book(["1": 5, "2": 3])
        #expect(book.note(8, isAmongOthers: true, modified: 10, received: 10.5).wantsReleases)
        // Whoever repeats his counts tells nothing new, and puts off no answer.
        #expect(!book.note(8, isAmongOthers: true, modified: 10.1, received: 10.6).wantsReleases)
        #expect(book.note(9, isAmongOthers: true, modified: 10.2, received: 10.7).wantsReleases)
        #expect(!book.note(4, isAmongOthers: true, modified: 11, received: 11.5).wantsReleases)
        var alone = Book(["1": 5])
        #expect(!alone.note(8, modified: 10, received: 10.5).wantsReleases)
    }

    @Test("what is withheld of one may hold a release that is told after it: a zero made of both is in doubt until a reading surely holds it")
    func withheldBesideRelease() {
        // Four moved from the second warehouse to the first, then one left that: the count of both comes before the release, and the transfer is not told.
        var book = Book(["1": 4, "2": 8])
        book.note(7, isAmongOthers: true, modified: 10, received: 10.7)
        book.tell(.of("9001", .release, 1, recorded: 10), at: 10.8)
        #expect(book.level().withheld == pieces(4))
        for moment in [10.8, 10.9] {
            #expect(book.read(7, from: moment, to: moment + 0.1).looks == ["501": at(11)])
            book.read(4, in: "2", from: moment, to: moment + 0.1)
        }
        #expect(book.availability() == Availability(stock: pieces(7), suspected: pieces(4)))
        book.read(7, from: 11.1, to: 11.2)
        #expect(book.availability() == Availability(stock: pieces(11)))
        #expect(book.isBalanced)
    }

    @Test("an older one changes nothing, and the product is read")
    func older() {
        var book = Book(["1": 70])
        book.note(40, modified: 20, received: 21)
        for count in [60.0, 20] {
            let change = book.note(count, modified: 19, received: 22)
            #expect(change.entries.isEmpty && change.levels.isEmpty)
            #expect(change.looks == ["501": at(22)])
        }
        #expect(book.stock() == "40")
    }

    @Test("one from the future silences none of those that follow")
    func fromTheFuture() {
        var book = Book(["1": 70])
        book.note(60, modified: 100_000_000, received: 10)
        #expect(book.stock() == "60")
        book.note(55, modified: 11, received: 12)
        #expect(book.stock() == "55")
        book.note(58, modified: 13, received: 14)
        #expect(book.stock() == "58")
    }

    @Test("five, four, five: the same words twice count twice (R26)")
    func sameTwice() {
        var book = Book(["1": 70])
        for (index, count) in [5.0, 4, 5].enumerated() { book.note(count, modified: 10 + Double(index), received: 10.5 + Double(index)) }
        #expect(book.stock() == "5")
        #expect(book.entries.suffix(2).map(\.delta.description) == ["-1", "1"])
        #expect(book.isBalanced)
    }

    @Test("of two of the same second nobody says which came later: the smaller counts, until a reading that surely holds every document")
    func sameSecond() {
        var late = Book(["1": 20])
        late.note(16, modified: 10, received: 10.5)
        #expect(late.note(8, modified: 10, received: 10.6).looks == ["501": at(10.6)])
        #expect(late.stock() == "8")
        late.read(16, from: 10.7, to: 10.8)
        #expect(late.availability() == Availability(stock: pieces(16)))

        var higher = Book(["1": 20])
        higher.note(8, modified: 10, received: 10.5)
        #expect(higher.note(16, modified: 10, received: 10.6).looks == ["501": at(10.6)])
        #expect(higher.stock() == "8")
        higher.read(16, from: 10.7, to: 10.8)
        #expect(higher.availability() == Availability(stock: pieces(16)))
        #expect(late.isBalanced && higher.isBalanced)
    }

    @Test("one that does not say when lowers at once and asks for a reading")
    func lowerWithoutTime() {
        var book = Book(["1": 70])
        let change = book.note(60, modified: nil, received: 10)
        #expect(book.stock() == "60")
        #expect(book.level().isDoubted)
        #expect(change.looks == ["501": at(10)])
    }

    @Test("one that does not say when never raises: it asks for a reading")
    func higherWithoutTime() {
        var book = Book(["1": 70])
        let change = book.note(80, modified: nil, received: 10)
        #expect(book.stock() == "70")
        #expect(
            change
                == {
                    var only = LedgerChange(); only.looks = ["501": at(10)]; return only
                }())
    }

    @Test("of a product that was never read, one that says when opens the level, one that does not only asks; both want all warehouses read")
    func unread() {
        var told = Book()
        #expect(told.note(70, modified: 10, received: 11).looks == ["501": at(11)])
        #expect(told.stock() == "70")
        var vague = Book()
        #expect(vague.note(70, modified: nil, received: 11).looks == ["501": at(11)])
        #expect(vague.availability().stock == nil)
    }

    @Test("a document told around a notice of the same change counts once, whichever comes first")
    func withDocument() {
        var documentFirst = Book(["1": 73])
        documentFirst.tell(.of("9001", .release, 2), at: 10.2)
        documentFirst.note(71, modified: 10, received: 10.4)
        #expect(documentFirst.stock() == "71")
        var noticeFirst = Book(["1": 73])
        noticeFirst.note(71, modified: 10, received: 10.4)
        noticeFirst.tell(.of("9001", .release, 2), at: 10.6)
        // It may be another one, until wFirma says that the notice held it.
        #expect(noticeFirst.stock() == "69")
        #expect(noticeFirst.level().withheld == pieces(2))
        noticeFirst.tell(.of("9001", .release, 2, recorded: 10), at: 10.8)
        noticeFirst.read(71, from: 11.1, to: 11.2)
        #expect(noticeFirst.availability() == Availability(stock: pieces(71)))
        #expect(documentFirst.isBalanced && noticeFirst.isBalanced)
    }

    @Test("a document told before the moment of a notice is contained in it")
    func documentBefore() {
        var book = Book(["1": 73])
        book.tell(.of("9001", .release, 2), at: 10)
        #expect(book.note(50, modified: 10.5, received: 10.6).looks == [:])
        #expect(book.stock() == "50")
    }

    @Test("where a document may or may not be in a notice, the smaller number counts and the product is read")
    func documentInDoubt() {
        var book = Book(["1": 73])
        book.tell(.of("9001", .release, 2), at: 10.2)
        let change = book.note(50, modified: 10, received: 10.4)
        #expect(book.stock() == "48")
        #expect(change.looks == ["501": at(10.4)])
        #expect(book.level().isDoubted)
    }

    @Test("one from before our own last reading may lower, in doubt, but never raises; either way the product is read at once")
    func beforeReading() {
        var book = Book(["1": 70])
        book.read(5, from: 20, to: 21)
        #expect(book.note(8, modified: 10, received: 22).looks == ["501": at(22)])
        #expect(book.stock() == "5")
        #expect(book.level().isDoubted)
        #expect(book.note(4, modified: 11, received: 23).looks == ["501": at(23)])
        #expect(book.stock() == "4")
        #expect(book.level().isDoubted)
    }

    @Test("one that says what is known anyway takes back no doubt of a later reading")
    func agreesTooLate() {
        var book = Book(["1": 70])
        book.read(0, from: 20, to: 21)
        book.note(0, modified: 10, received: 22)
        #expect(book.level().isDoubted)
    }

    @Test("one told an hour late lacks every release since, however many")
    func manyReleasesLater() {
        var book = Book(["1": 73])
        for number in 1...20 { book.tell(.of(DocumentID("9\(number)"), .release, 1), at: 10 + Double(number)) }
        #expect(book.note(73, modified: 5, received: 3600).entries.isEmpty)
        #expect(book.stock() == "53")
    }
}
