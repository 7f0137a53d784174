import Foundation
import Inventory
import NIOConcurrencyHelpers
import OpenSSLCrypto
import Testing

@testable import Storage

/// What happens between processes, with real ones: the body of an exit test runs in a process of its own.
@Suite("Several processes")
struct ProcessTests {
    let directory: TestDirectory

    init() throws { directory = try TestDirectory() }

    @Test("another process's writes are noticed, our own are not")
    func foreignWrites() async throws {
        let store = try directory.open {
            $0.runsCheckpoints = true
            $0.checkpointInterval = .milliseconds(10)
        }
        let noticed = NIOLockedValueBox(0)
        let watch = Task { try await store.watchForeignWrites { noticed.withLockedValue { $0 += 1 } } }
        let before = try await store.dataVersion()
        let inbox = GroupCommitInbox(store: store) {}
        for _ in 0..<20 { _ = try await inbox.accept(delivery()) }
        #expect(try await store.dataVersion() == before)
        await #expect(processExitsWith: .success) { [path = directory.database as String] in
            let other = try Store.open(StoreOptions(path: path))
            try await other.updateSettings { $0.frozen = true }
            try other.close()
        }
        try await eventually("the other process's write was not noticed") { noticed.withLockedValue { $0 } > 0 }
        #expect(try await store.settings().frozen)
        watch.cancel()
        try await watch.value
        try store.close()
    }

    @Test("another process's write is noticed however close it comes to one of our own", arguments: [false, true])
    func closeWrites(isOneOfMany: Bool) async throws {
        let store = try directory.open { ($0.runsCheckpoints, $0.isOneOfMany) = (true, isOneOfMany) }
        let other = try directory.open()
        let noticed = NIOLockedValueBox(0)
        let watch = Task { try await store.watchForeignWrites(every: .milliseconds(5)) { noticed.withLockedValue { $0 += 1 } } }
        // A first one, so that the watch has begun.
        try await other.updateSettings { $0.frozen = true }
        for round in 0..<(isOneOfMany ? 3 : 20) {
            let before = noticed.withLockedValue { $0 }
            try await store.checkWritable()
            try await other.updateSettings { $0.frozen = round % 2 == 0 }
            try await eventually("the write was not noticed") { noticed.withLockedValue { $0 } > before }
        }
        watch.cancel()
        try await watch.value
        try other.close()
        try store.close()
    }

    @Test("one serve at a time, and its end frees the lock however it ends", .ofFiles)
    func serveLock() async throws {
        let path = directory.database
        #expect(ServeLock.holder(database: path) == nil)
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = directory.database as String] in
            let lock = try ServeLock.acquire(database: path)
            withExtendedLifetime(lock) {
                guard ServeLock.holder(database: path) == getpid() else { exit(1) }
                _ = kill(getpid(), SIGKILL)
            }
        }
        #expect(ServeLock.holder(database: path) == nil)
        let lock = try ServeLock.acquire(database: path)
        #expect(ServeLock.holder(database: path) == getpid())
        #expect(throws: StorageError.alreadyServing(process: getpid())) { try ServeLock.acquire(database: path) }
        lock.release()
        #expect(ServeLock.holder(database: path) == nil)
    }

    @Test("who works one of many stores has one connection to it; a face reads beside it", .ofFiles)
    func oneConnection() async throws {
        let lock = try ServeLock.acquire(database: directory.database)
        let store = try directory.openQuickly { $0.sharesWriter = true }
        let path = URL(fileURLWithPath: directory.database).resolvingSymlinksInPath().path
        func connections() throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
                .count { (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")) == path }
        }
        let worker = store.under(lock)
        #expect(try await worker.pendingDeliveries(limit: 10).isEmpty)
        #expect(try connections() == 1)
        #expect(try await !store.hasUsers())
        #expect(try connections() == 2)
        try store.close()
        lock.release()
    }

    @Test("a command's wish is taken once, answered, and the answer found")
    func wishes() async throws {
        let serve = try directory.open()
        let command = try directory.open()
        let first = try await command.ask("reconcile", body: #"{"full":true}"#, at: morning)
        let second = try await command.ask("reconcile", at: morning)
        let taken = try #require(try await serve.takeWish(at: morning))
        #expect(taken == Wish(id: first, kind: "reconcile", body: #"{"full":true}"#))
        #expect(try await serve.takeWish(at: morning)?.id == second)
        #expect(try await serve.takeWish(at: morning) == nil)
        async let answer = command.answer(to: first, within: .seconds(10))
        try await serve.answer(first, WishAnswer(granted: true, text: #"{"drift":[]}"#), at: morning)
        try await serve.answer(first, WishAnswer(granted: false, text: "too late"), at: morning)
        #expect(try await answer == WishAnswer(granted: true, text: #"{"drift":[]}"#))
        try await serve.refuseOldWishes(at: morning)
        #expect(try await command.answer(to: second, within: .seconds(10)).granted == false)
    }

    @Test("a wish that nobody hears is taken back")
    func unheard() async throws {
        let store = try directory.open()
        let wish = try await store.ask("reconcile", at: morning)
        await #expect(throws: StorageError.noAnswer) { try await store.answer(to: wish, within: .milliseconds(30)) }
        #expect(try await store.takeWish(at: morning) == nil)
    }

    @Test("a process killed at any moment loses no acknowledged delivery and doubles none", arguments: 0..<6)
    func killed(round: Int) async throws {
        let delay = UInt32.random(in: 20_000...300_000)
        await #expect(processExitsWith: .signal(SIGKILL), "killed after \(delay) µs") {
            [path = directory.database as String, notes = directory.path + "/acknowledged" as String, delay = delay as UInt32] in
            try await acceptUntilKilled(path, noting: notes, afterMicroseconds: delay)
        }
        let acknowledged = try String(contentsOfFile: directory.path + "/acknowledged", encoding: .utf8).split(separator: "\n").map(String.init)
        let store = try directory.open()
        let rows = try await store.read { db in
            try Row.fetchAll(db, sql: "SELECT key, id FROM deliveries").map { ($0["key"] as String, $0["id"] as String) }
        }
        let kept = Dictionary(grouping: rows, by: \.0)
        #expect(kept.values.allSatisfy { $0.count == 1 })
        // A line cut short by the kill was not read by any sender.
        let lost = acknowledged.filter { line in
            let parts = line.split(separator: " ")
            return parts.count == 2 && parts[1].count == 26 && kept[String(parts[0])]?.first?.1 != String(parts[1])
        }
        #expect(lost.isEmpty, "killed after \(delay) µs")
        if TestEngine.isFile { #expect(try await store.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok") }
        try store.close()
    }
}

/// Takes deliveries as fast as it can, writes down each that was acknowledged, and dies without a word.
private func acceptUntilKilled(_ path: String, noting notes: String, afterMicroseconds delay: UInt32) async throws {
    let store = try Store.open(StoreOptions(path: path, runsCheckpoints: true))
    let inbox = GroupCommitInbox(store: store) {}
    try Data().write(to: URL(fileURLWithPath: notes))
    let log = try FileHandle(forWritingTo: URL(fileURLWithPath: notes))
    Thread {
        usleep(delay)
        kill(getpid(), SIGKILL)
    }.start()
    await withTaskGroup(of: Void.self) { group in
        for worker in 0..<16 {
            group.addTask {
                for number in 0... {
                    let key = "\(worker)-\(number)"
                    guard let answer = try? await inbox.accept(delivery(key: key, body: String(repeating: "x", count: 2000))) else { return }
                    try? log.write(contentsOf: Data("\(key) \(answer.id)\n".utf8))
                }
            }
        }
    }
}
