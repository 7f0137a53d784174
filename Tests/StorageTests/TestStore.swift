import Foundation
import GRDB
import Inventory
import StoreImage
import Testing

@testable import Storage

/// What the tests' stores stand on: files, or schemas of the PostgreSQL database that STOCKGATE_TEST_DATABASE names.
enum TestEngine {
    static let address = ProcessInfo.processInfo.environment["STOCKGATE_TEST_DATABASE"]
    static let isFile = address == nil
    /// pgbouncer refuses them (`docs/scale.md`).
    static let takesOptions = !isFile && ProcessInfo.processInfo.environment["STOCKGATE_POOLER"] == nil
}

extension Trait where Self == ConditionTrait {
    /// For what is told of a file alone: its log, its pages, SQLite's plans.
    static var ofFiles: ConditionTrait { .enabled(if: TestEngine.isFile, "told of SQLite's file alone") }
}

/// A directory of its own for each test, gone when the test is over; and a schema, where the stores are PostgreSQL's.
final class TestDirectory: Sendable {
    let path: String
    let database: String

    /// `isFile`: even where the other tests' stores are PostgreSQL's.
    init(isFile: Bool = TestEngine.isFile) throws {
        let id = UUID().uuidString
        path = NSTemporaryDirectory() + "stockgate-storage-" + id
        let schema = "test_" + id.lowercased().replacing("-", with: "")
        let address = isFile ? nil : TestEngine.address
        database = address.map { "\($0)?options=-csearch_path%3D\(schema)" } ?? path + "/stockgate.db"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func open(_ change: (inout StoreOptions) -> Void = { _ in }) throws -> Store {
        var options = StoreOptions(path: database)
        change(&options)
        return try Store.open(keeping(options))
    }

    /// The same for a test that plays no crash and asks nothing of the file itself.
    func openQuickly(_ change: (inout StoreOptions) -> Void = { _ in }) throws -> Store {
        var options = StoreOptions(path: database)
        change(&options)
        return try TestEngine.isFile ? Store.quick(keeping(options)) : Store.open(keeping(options))
    }

    /// The directory stays as long as the store: one whose file is taken away is worked no more.
    private func keeping(_ options: StoreOptions) -> StoreOptions {
        var options = options
        options.onDamage = { [self, told = options.onDamage] damage in withExtendedLifetime(self) { told(damage) } }
        return options
    }
}

extension Store {
    /// The file's own connections, for what only SQLite has.
    var pool: DatabasePool { get throws { try #require(engine as? SQLiteEngine).pool } }
}

let morning = Timestamp(seconds: 1_795_507_200)

func delivery(key: String? = nil, body: String = "{}", source: String = "wfirma", at moment: Timestamp = morning) -> IncomingDelivery {
    IncomingDelivery(
        source: source, kind: .wfirma, trust: .signed, key: key, format: .json, body: Array(body.utf8),
        headers: ["content-type": "application/json", "webhook-id": key ?? ""], receivedAt: moment)
}

/// Waits for what another thread or process is to bring about; records an issue when it has not within two minutes.
func eventually(_ what: Comment, _ condition: () async throws -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(120)
    while ContinuousClock.now < deadline {
        if try await condition() { return }
        try await Task.sleep(for: .milliseconds(5))
    }
    Issue.record(what)
}

extension Acceptance {
    var id: DeliveryID {
        switch self {
        case .accepted(let id), .repeated(let id), .conflict(let id): id
        }
    }
}
