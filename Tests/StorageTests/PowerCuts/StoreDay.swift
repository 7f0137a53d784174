import Foundation
import Inventory
import Testing

@testable import Storage

/// A store at work, as the disk saw it: receipts of one piece come in four at a time and are applied together, while the log is emptied beside
/// the writer and by it.
struct StoreDay {
    let events: [DiskEvent]

    static func recorded(rounds: Int, isDurable: Bool = true) async throws -> StoreDay {
        let directory = try TestDirectory()
        return StoreDay(
            events: try await RecordingDisk.record(directory.path) {
                let store = try directory.open { options in
                    options.runsCheckpoints = true
                    options.checkpointInterval = .milliseconds(5)
                    options.logRestartBytes = 150_000
                    options.logLimitBytes = 300_000
                    options.isDurable = isDurable
                }
                let inbox = GroupCommitInbox(store: store) {}
                try await apply(shelf, keys: ["shelf"], to: store, inbox)
                for round in 1...rounds {
                    try await apply({ [receipt($0)] }, keys: (1...4).map { "\(round)-\($0)" }, to: store, inbox)
                    RecordingDisk.note(.applied(4 * round))
                }
                await inbox.stop()
                try store.close()
            })
    }

    /// What is wrong with the store that a power cut left.
    static func faults(after files: [String: [UInt8]], promises: [DiskEvent.Promise]) async throws -> [String] {
        let directory = try TestDirectory()
        try directory.lay(files)
        // No second cut is played.
        let store = try directory.open { $0.isDurable = false }
        let left = try await store.read(Remains.init)
        var faults = left.isWhole ? [] : ["the file is not whole"]
        for promise in promises {
            switch promise {
            case .accepted(let key): if left.keys[key] != 1 { faults.append("delivery \(key) is there \(left.keys[key] ?? 0) times") }
            case .applied(let count): if left.applied < count { faults.append("\(left.applied) receipts of \(count) are applied") }
            case .kept(let what): faults.append("nobody looks for \(what)")
            }
        }
        if left.level != left.applied * 10_000 || left.ledger != left.level || left.documents != left.applied {
            faults.append("a transaction in part: \(left)")
        }
        if case .accepted = try await CallerInbox(store: store, onCommitted: {}).accept(delivery(key: "afterwards")) {
        } else {
            faults.append("it takes no delivery any more")
        }
        try store.close()
        return faults
    }

    private static func apply(
        _ inputs: @Sendable (String) -> [StockInput], keys: [String], to store: Store, _ inbox: GroupCommitInbox
    ) async throws {
        let ids = try await withThrowingTaskGroup(of: (key: String, id: DeliveryID).self) { group in
            for key in keys {
                group.addTask {
                    let acceptance = try await inbox.accept(delivery(key: key, body: String(repeating: "x", count: 2000)))
                    RecordingDisk.note(.accepted(key))
                    return (key, acceptance.id)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        var understood: [UnderstoodDelivery] = []
        for (key, id) in ids {
            let row = try #require(try await store.delivery(id: id))
            understood.append(UnderstoodDelivery(id: id, sequence: row.sequence, receivedAt: morning, meaning: .success(inputs(key))))
        }
        let batch = try await store.apply(understood, rules: LedgerRules(), at: later)
        #expect(batch.dead == 0)
    }

    private static let later = morning + .seconds(3600)

    /// A product of which nothing is there.
    @Sendable private static func shelf(_ key: String) -> [StockInput] {
        let reading = StockReading(
            key: StockKey(product: "501", warehouse: "1"), amount: .zero, window: .init(from: morning, to: morning), origin: .asked)
        return [
            .warehouse(ListedWarehouse(id: "1", name: "Main", isCounted: true)),
            .product(ListedProduct(id: "501", code: "KUB-1", ean: "", name: "Mug")), .readings([reading]),
        ]
    }

    @Sendable private static func receipt(_ id: String) -> StockInput {
        .document(
            WarehouseDocument(
                id: DocumentID(id), kind: .receipt, name: "PZ \(id)", version: DocumentVersion(number: 1, modified: nil), warehouse: "1",
                lines: [.init(product: "501", count: StockAmount(pieces: 1))], recordedAt: later))
    }
}

extension TestDirectory {
    /// Puts there what a power cut left.
    func lay(_ files: [String: [UInt8]]) throws {
        for (name, bytes) in files { try Data(bytes).write(to: URL(filePath: path + "/" + name)) }
    }
}

/// What stands in a store, counted.
private struct Remains: Sendable {
    let isWhole: Bool
    /// How often each delivery is there.
    let keys: [String: Int]
    /// Deliveries that are applied, but for the shelf's.
    let applied: Int
    let documents: Int
    /// In ten-thousandths of a piece, as is `ledger`.
    let level: Int
    let ledger: Int

    init(_ db: Database) throws {
        func number(_ sql: String) throws -> Int { try Int.fetchOne(db, sql: sql) ?? 0 }
        isWhole =
            try String.fetchAll(db, sql: "PRAGMA integrity_check") == ["ok"] && Row.fetchAll(db, sql: "PRAGMA foreign_key_check").isEmpty
        keys = try String.fetchAll(db, sql: "SELECT key FROM deliveries").reduce(into: [:]) { $0[$1, default: 0] += 1 }
        applied = try number("SELECT count(*) FROM deliveries WHERE state = 'applied' AND key <> 'shelf'")
        documents = try number("SELECT count(*) FROM documents")
        level = try number("SELECT amount FROM levels")
        ledger = try number("SELECT sum(delta) FROM ledger")
    }
}
