import Foundation
import Inventory
import Logging
import OpenSSLCrypto
import ServiceLifecycle
import Storage
import Testing

@testable import stockgate

@Suite("The choices file (R36)")
struct ChoicesFileTests {
    private let folder: URL
    private let file: ChoicesFile

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "choices-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        file = ChoicesFile(path: folder.appending(path: "choices.yaml").path)
    }

    private static var everything: Choices {
        var choices = Choices()
        choices.settings.fetchOrders = true
        choices.settings.issueInvoices = true
        choices.settings.frozen = true
        var account = AccountSettings()
        account.startDate = CalendarDate("2026-11-01")
        account.document = .receiptOrInvoice
        account.documentDelay = .seconds(90)
        account.documentStatus = .sent
        choices.settings.accounts = ["main": account, "second": AccountSettings()]
        choices.offers["7700000501"] = .init(link: OfferLink(components: [.init(product: "501", units: 1)], buffer: 3, cap: 50))
        choices.offers["7700000501"]?.isSynchronised = true
        choices.offers["7700000511"] = .init(
            link: OfferLink(components: [.init(product: "501", units: 2), .init(product: "no", units: 4)]))
        choices.offers["7700000511"]?.autoClose = true
        choices.offers["7700000511"]?.autoResume = true
        choices.offers["7700000512"] = .init()
        choices.offers["7700000512"]?.isPaused = true
        return choices
    }

    @Test("what is written is read, whatever an offer or a product is called")
    func roundTrip() throws {
        #expect(try file.read() == nil)
        var choices = Self.everything
        choices.offers["a \"quoted\\\n\tid\u{7}: {#"] = .init(link: OfferLink(components: [.init(product: "null", units: 1)]))
        try file.write(choices, names: ["7700000501": "Kubek\nbiały: {\"330\"} ml", "7700000511": "– {x: 1}"])
        #expect(try file.read() == choices)
        try file.write(Choices(), names: [:])
        #expect(try file.read() == Choices())
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["choices.yaml"])
    }

    @Test(
        "a fault is told with its line",
        arguments: [
            ("version: 2", "choices.yaml:1:10: version: \"2\" is no whole number from 1 to 1"),
            ("offers: []", "choices.yaml:1:1: version is missing"),
            ("version: 1\nsetings: {}", "choices.yaml:2:1: unknown key setings; did you mean settings?"),
            ("version: 1\nsettings: {frozen: yes}", "choices.yaml:2:20: settings.frozen: \"yes\" is neither true nor false"),
            ("version: 1\noffers:\n  - {offer: \"1\"}\n  - {offer: \"1\"}", "choices.yaml:4:13: offer 1 stands here twice"),
            (
                "version: 1\noffers:\n  - {offer: \"1\", sync: true}",
                "choices.yaml:3:5: offer 1 has a switch on and no component that it could follow"
            ),
            (
                "version: 1\noffers:\n  - {offer: \"1\", components: [{product: \"5\", units: 0}]}",
                "choices.yaml:3:53: offers[0].components[0].units: \"0\" is no whole number from 1 to 1000000"
            ),
            (
                "version: 1\naccounts:\n  - {account: main, start_date: 2026-02-30}",
                "choices.yaml:3:33: accounts[0].start_date: \"2026-02-30\" is no day: write YYYY-MM-DD, such as 2026-11-01"
            ),
        ])
    func faults(text: String, fault: String) {
        do {
            _ = try ChoicesFile.read(text, named: "choices.yaml")
            Issue.record("no fault")
        } catch {
            #expect(error.faults.map(\.description) == [fault])
        }
    }

    /// What a start does, and the keeper once it runs.
    private func start(_ store: Store) async throws {
        let keeper = try await keeper(store)
        _ = await keeper.next(after: keeper.next(after: keeper.standing))
    }

    private func keeper(_ store: Store) async throws -> ChoicesKeeper {
        try await ChoicesKeeper(file, store: store, logger: Logger(label: "choices") { _ in SwiftLogNoOpLogHandler() })
    }

    private func openStore(_ name: String) throws -> Store { try Store.open(StoreOptions(path: folder.appending(path: name).path)) }

    @Test("a new database takes the file's choices, an older one writes its own and keeps what the file said otherwise")
    func adoption() async throws {
        try file.write(Self.everything, names: [:])
        let store = try openStore("new.db")
        try await start(store)
        #expect(try await store.settings() == Self.everything.settings)
        // Nothing is known of any offer yet, and still nothing is lost.
        #expect(try file.read() == Self.everything)

        _ = try await store.updateSettings { $0.frozen = false }
        try await start(store)
        #expect(try file.read() == (try await store.choices().choices))
        // What it wrote itself it writes over.
        #expect(try kept().isEmpty)

        try file.write(Self.everything, names: [:])
        try await start(store)
        #expect(try file.read() == (try await store.choices().choices))
        #expect(try kept().map { try ChoicesFile(path: $0).read() } == [Self.everything])

        // A second one takes no other's name.
        try file.write(Choices(), names: [:])
        try await start(store)
        #expect(try kept().count == 2)
        try store.close()
    }

    @Test("a start beside the file that was written last leaves it alone, however large it is")
    func untouched() async throws {
        let store = try openStore("known.db")
        try await start(store)
        let before = try inode()
        try await start(store)
        #expect(try inode() == before)
        _ = try await store.updateSettings { $0.frozen = true }
        try await start(store)
        #expect(try inode() != before)
        try store.close()
    }

    @Test("what somebody else wrote keeps no known database from its start, however large it is")
    func unawaited() async throws {
        let store = try openStore("known.db")
        try await start(store)
        try file.write(Self.everything, names: [:])
        let keeper = try await keeper(store)
        #expect(try file.read() == Self.everything && kept().isEmpty)
        // What is chosen before it was read makes no difference, and is written.
        _ = try await store.updateSettings { $0.frozen = true }
        let standing = await keeper.next(after: keeper.standing)
        #expect(try kept().map { try ChoicesFile(path: $0).read() } == [Self.everything])
        _ = await keeper.next(after: standing)
        #expect(try file.read()?.settings.frozen == true)
        try store.close()
    }

    @Test("a stop writes the file only where something was chosen")
    func stop() async throws {
        let store = try openStore("known.db")
        try await start(store)
        let before = try inode()
        let end = ServiceGroupConfiguration.ServiceConfiguration(service: End(), successTerminationBehavior: .gracefullyShutdownGroup)
        let services = [.init(service: try await keeper(store)), end]
        try await ServiceGroup(configuration: .init(services: services, logger: Logger(label: "services"))).run()
        #expect(try inode() == before)
        try store.close()
    }

    /// Each write makes a new file.
    private func inode() throws -> Int? { try FileManager.default.attributesOfItem(atPath: file.path)[.systemFileNumber] as? Int }

    /// What was put aside.
    private func kept() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.contains(".replaced-") }.sorted()
            .map { folder.appending(path: $0).path }
    }

    @Test("a known database starts beside a file that cannot be read, keeps it, and puts it before a person")
    func unreadableButKnown() async throws {
        let store = try openStore("known.db")
        try await start(store)
        try "version: 1\noffers: none\n".write(toFile: file.path, atomically: true, encoding: .utf8)
        try await start(store)
        #expect(try file.read() == Choices())
        #expect(try kept().map { try String(contentsOfFile: $0, encoding: .utf8) } == ["version: 1\noffers: none\n"])
        let problem = try #require(try await store.problems(kind: .choicesUnreadable, after: nil, limit: 1).first)
        #expect(problem.why.en.contains("choices.yaml:2:9: offers must be a list") && problem.why.pl.contains("Zachowano"))
        try store.close()
    }

    @Test("from when on documents are ours, after another program's, outlives the database (R37)")
    func documentsFrom() async throws {
        let store = try openStore("moved.db")
        try await store.enterShadow(at: Timestamp(seconds: 1_795_500_000))
        try await store.leaveShadow(at: Timestamp(seconds: 1_795_500_100))
        try await start(store)
        #expect(try file.read()?.documentsFrom == Timestamp(seconds: 1_795_500_100))
        try store.close()
        let fresh = try openStore("fresh.db")
        try await start(fresh)
        #expect(try await fresh.choices().choices.documentsFrom == Timestamp(seconds: 1_795_500_100))
        try fresh.close()
    }

    @Test("a file that cannot be read stops the start, and is left as it is")
    func unreadable() async throws {
        let text = "version: 1\noffers: none\n"
        try text.write(toFile: file.path, atomically: true, encoding: .utf8)
        let store = try openStore("new.db")
        await #expect(throws: ConfigurationRefused.self) {
            _ = try await keeper(store)
        }
        #expect(try String(contentsOfFile: file.path, encoding: .utf8) == text)
        #expect(try await !store.hasAdoptedChoices())
        try store.close()
    }
}

/// Ends at once.
private struct End: Service {
    func run() async throws {}
}
