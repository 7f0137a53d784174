import Foundation
import Inventory
import OpenSSLCrypto
import Payload
import Sandbox
import Storage
import Testing

@testable import Gateway

/// A day with real services beside each other, and the same day again.
@Suite("A recorded day", .timeLimit(.minutes(5)))
struct RecordedDayTests {
    /// Sync goes on, goods come and go, somebody buys, the owner changes a buffer; the order gets its document.
    private static func recordedShop(isLast: Bool = true) async throws -> RecordedShop {
        let shop = try await RecordedShop()
        try await shop.run(isLast: isLast) { shop in
            let (store, world) = (shop.store, shop.world)
            func shows(_ pieces: Int?) async throws {
                let isSo = try await shop.wait {
                    guard let offer = world.offer(Shop.offer.text) else { return false }
                    return pieces == nil ? offer.status == .ended : offer.status == .active && offer.available == pieces
                }
                #expect(isSo, "the offer does not come to show \(pieces.map(String.init) ?? "its end")")
            }
            let isRead = try await shop.wait {
                let (mug, offer) = (try await store.product(Shop.mug), try await store.offer(Shop.offer))
                return mug?.availability.stock == StockAmount(pieces: 73) && offer != nil
            }
            #expect(isRead)
            try await store.link(Shop.offer, to: OfferLink(components: [.init(product: Shop.mug, units: 1)]), at: RecordedShop.now())
            _ = try await store.switchSync([Shop.offer], enabled: true, at: RecordedShop.now())
            shop.wakeAll()
            try await shows(73)
            try await shop.book("WZ", 3)
            try await shows(70)
            let order = try #require(world.buy(Shop.offer.text, quantity: 2, buyer: RecordedShop.buyer))
            #expect(try await shop.wait { world.wfirma { wfirma, _ in wfirma.allInvoices.count } == 1 }, "order \(order.id) gets no document")
            try await store.link(Shop.offer, to: OfferLink(components: [.init(product: Shop.mug, units: 1)], buffer: 8), at: RecordedShop.now())
            shop.wakeAll()
            try await shows(60)
            try await shop.book("WZ", 60)
            try await shows(nil)
            try await shop.book("PZ", 20)
            try await shows(20)
        }
        return shop
    }

    @Test("played again, decides the same; with another choice in it, it names the offer; neither a secret nor a person is in it (R35)")
    func playedAgain() async throws {
        let shop = try await Self.recordedShop()
        let day = try RecordedDay(at: shop.day)
        #expect(day.unread == 0)
        #expect(day.end == "the gateway was stopped")
        let recorded = day.decisions
        #expect(recorded.contains { $0.decision == Decision(kind: .command, subject: Shop.offer.text, what: "gain -3") })
        #expect(recorded.contains { $0.decision.kind == .document && $0.decision.what.hasPrefix("added") })

        let again = try await shop.replay()
        #expect(DayComparison(recorded, again.decisions).differences == [])
        #expect(again.unmatched == 0)
        #expect(again.unrepeated == 0)

        let other = try await shop.replay { store in
            _ = try await store.updateSettings { $0.frozen = true }
        }
        let differences = DayComparison(recorded, other.decisions).differences
        let offer = try #require(differences.first { $0.subject == Shop.offer.text })
        #expect(offer.first != nil)
        #expect(offer.second == nil)

        let bytes = try #require(FileManager.default.contents(atPath: shop.day))
        let access = try #require(try await AccountTokens.load("main", from: shop.store)?.access.text)
        for mark in [
            "znacznik", "Znacznik", "5260250274", "Kubkowa", "60-001", "500 600 700", "sandbox-secret", "sandbox-access", "sandbox-app", access,
        ] {
            #expect(bytes.range(of: Data(mark.utf8)) == nil, "\(mark) stands in the recording")
        }
    }

    @Test("a later file of the same run begins with the store as it stands then, while senders go on, and is played by itself (R35)")
    func laterFile() async throws {
        let shop = try await Self.recordedShop(isLast: false)
        let file = try await shop.beginNext { shop in for _ in 1...20 { try await shop.book("PZ", 1) } }
        try await shop.run { shop in
            func shows(_ pieces: Int) async throws -> Bool { try await shop.wait { shop.world.offer(Shop.offer.text)?.available == pieces } }
            #expect(try await shows(40))
            try await shop.book("WZ", 3)
            #expect(try await shows(37))
        }
        let day = try RecordedDay(at: file)
        #expect(day.decisions.contains { $0.decision == Decision(kind: .command, subject: Shop.offer.text, what: "gain -3") })
        let again = try await shop.replay(file)
        #expect(DayComparison(day.decisions, again.decisions).differences == [])
        #expect(again.unmatched == 0)
        #expect(again.unrepeated == 0)
    }

    @Test("is compared until shortly before another process wrote: nobody knows what (R35)")
    func foreignWrite() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "foreign-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (path, copy) = (folder.appending(path: "day").path, folder.appending(path: "copy").path)
        try Data().write(to: URL(filePath: copy))
        let began = Timestamp(seconds: 1_795_500_000)
        let header = DayHeader(build: "test", began: began, seed: [], configuration: "")
        let file = try DayFile(beginning: path, header: DayCoding.line(header).dropLast(), snapshot: copy)
        func step(_ turn: Int, after seconds: Int) -> DayEvent { .step(turn: turn, seat: "A", command: nil, at: began + .seconds(seconds)) }
        for event in [step(1, after: 0), step(2, after: 1), step(3, after: 4)] { try file.append(DayCoding.line(event)) }
        #expect(try RecordedDay(at: path).comparable == nil)
        for event in [.foreignWrite, step(4, after: 9), .foreignWrite] { try file.append(DayCoding.line(event)) }
        let day = try RecordedDay(at: path)
        #expect(day.comparable?.turn == 2 && day.comparable?.at == began + .seconds(1) && day.foreignWrites == 2)
    }

    @Test("cut off by a crash, says that its end is missing, and the rest decides the same (R35)")
    func cutOff() async throws {
        let shop = try await Self.recordedShop()
        let bytes = try #require(FileManager.default.contents(atPath: shop.day))
        try bytes.dropLast(2000).write(to: URL(filePath: shop.day))
        let day = try RecordedDay(at: shop.day)
        #expect(day.end == nil)
        #expect(day.unread == 0)
        let again = try await shop.replay()
        #expect(DayComparison(day.decisions, again.decisions, upTo: day.lastWholeTurn).differences == [])
    }
}

@Suite("A recording without room", .timeLimit(.minutes(5)))
struct FullRecordingTests {
    @Test("ends and says so, and the work goes on (R35)")
    func full() async throws {
        let shop = try await RecordedShop(sizeLimit: 1)
        try await shop.run { shop in
            let isRead = try await shop.wait { try await shop.store.product(Shop.mug)?.availability.stock == StockAmount(pieces: 73) }
            #expect(isRead)
        }
        let day = try RecordedDay(at: shop.day)
        #expect(day.end == "it has reached its largest size")
        #expect(day.turns == 0)
    }
}

@Suite("What a recording makes of what is a person's")
struct PersonalDataMaskTests {
    private let mask = PersonalDataMask(key: Secret("one"))

    private func masked(_ text: String, _ format: BodyFormat = .json) -> String {
        String(decoding: mask.masked(Array(text.utf8), format), as: UTF8.self)
    }

    @Test("what was equal stays equal, nothing of it is left, and the rest stays as it is (R46)")
    func equality() {
        let text =
            #"{"id":"1","buyer":{"id":"9","login":"anna","firstName":"Anna"},"lines":[{"name":"Kubek"}],"invoice":{"address":{"street":"Anna"}}}"#
        let result = masked(text)
        #expect(result == masked(text))
        #expect(!result.lowercased().contains("anna"))
        #expect(result.contains(#""lines":[{"name":"Kubek"}]"#) && result.hasPrefix(#"{"id":"1","buyer":{"id":""#))
        #expect(mask.masked("Anna") == mask.masked("Anna") && mask.masked("Anna") != mask.masked("Hanna"))
        #expect(PersonalDataMask(key: Secret("two")).masked("Anna Nowak") != mask.masked("Anna Nowak"))
    }

    @Test("what nobody here reads is masked whatever it is called, and so is every number of a person's; an order's id stays readable (R46)")
    func unknown() {
        let text = #"""
            {"nickname":"Anna K","loyalty":{"card":1234567,"Anna@example.pl":true},"description":"Zamówienie 29738e61-7f6a-11e8-ac45-09db60ede9d6 Anna",
            "tags":["Anna"],"delivery":{"pickupPoint":{"name":"Anna"}},"contractor":{"id":"7","number":"15"},"count":"3.0000","total":62.98}
            """#
        let result = masked(text)
        #expect(!result.contains("Anna") && !result.contains("234567") && !result.contains(#""number":"15""#))
        for kept in ["29738e61-7f6a-11e8-ac45-09db60ede9d6", #""id":"7""#, #""count":"3.0000""#, #""total":62.98"#] {
            #expect(result.contains(kept), "\(kept)")
        }
        #expect((try? PayloadValue.json(Array(result.utf8)))?["loyalty"]?["card"]?.text?.count == 7)
    }

    @Test(
        "a NIP stays one, and a post code keeps its form (R46)", arguments: ["5260250274", "526-025-02-74", "PL5260250274"]
    )
    func nip(_ number: String) {
        let other = mask.masked(number)
        #expect(other != number && other.count == number.count)
        #expect(other.hasPrefix(number.hasPrefix("PL") ? "PL" : ""))
        #expect(ContractorDraft.isNIP(other.filter(\.isNumber)))
        #expect(mask.masked("60-001").wholeMatch(of: #/[0-9]{2}-[0-9]{3}/#) != nil)
    }

    @Test("what opens something is never kept, whatever the body's syntax (R46)")
    func secrets() {
        #expect(!masked(#"{"access_token":"abc","refresh_token":"def"}"#).contains("abc"))
        #expect(!masked("<webhook><webhook_key>abc</webhook_key><contractor><name>Jan</name></contractor></webhook>", .xml).contains("abc"))
        #expect(!masked("not JSON at all: Jan Kowalski").contains("Jan"))
    }
}
