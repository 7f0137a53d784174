import Foundation
import Inventory
import Testing

@testable import Storage

@Suite("A power cut", .serialized, .ofFiles)
struct PowerCutTests {
    /// Cuts in each day; `make soak` asks for more.
    private static let cuts = ProcessInfo.processInfo.environment["STOCKGATE_POWER_CUTS"].flatMap(Int.init) ?? 300
    /// The events in which a file is made, all of which are cut at.
    private static let beginning = 40
    private static let seed = ProcessInfo.processInfo.environment["STOCKGATE_SEED"].flatMap(UInt64.init) ?? 1

    @Test("after any write: what was acknowledged is there, no transaction is there in part, the file is whole and goes on (R25)")
    func anyMoment() async throws {
        let day = try await StoreDay.recorded(rounds: 24)
        // What the log's end and beginning do to the file is among it.
        #expect(day.events.count { if case .truncate(let file, _) = $0 { file.hasSuffix("-wal") } else { false } } > 0)
        #expect(day.events.count { if case .write(let file, _, _) = $0 { file.hasSuffix(".db") } else { false } } > 100)
        #expect(try await cut(day.events, "a day", first: Self.beginning, times: Self.cuts, StoreDay.faults) > 0, "none of the cuts left a journal")
    }

    @Test("at any write of a commit that others rely on: what was told is there, and the file is whole (R25)", arguments: CommitDay.all)
    func commits(_ day: CommitDay) async throws { _ = try await cut(day.recorded(), day.testDescription, times: Self.cuts / 10, day.faults) }

    /// Cuts at each of the `first` events, where a file gets, changes or loses a name, and so many `times` between. Returns how many cuts left a
    /// rollback journal, which is there while a log is not yet.
    private func cut(
        _ events: [DiskEvent], _ name: String, first: Int = 0, times: Int, _ faults: ([String: [UInt8]], [DiskEvent.Promise]) async throws -> [String]
    ) async throws -> Int {
        var dice = SplitMix(seed: Self.seed)
        var disk = DiskState()
        let distance = max(1, events.count / times)
        var (cuts, journals) = (0, 0)
        for (place, event) in events.enumerated() {
            disk.take(event)
            guard place < first || event.changesNames || (place + Int(Self.seed % 1000)) % distance == 0 else { continue }
            cuts += 1
            let left = disk.afterCut(&dice)
            if left.keys.contains(where: { $0.hasSuffix("-journal") }) { journals += 1 }
            do {
                let found = try await faults(left, disk.promises)
                #expect(found == [], "\(name): cut \(place) of \(events.count), seed \(Self.seed)")
            } catch {
                Issue.record(error, "\(name): cut \(place) of \(events.count), seed \(Self.seed): it does not open")
            }
        }
        let promises = disk.promises.count
        print("power cuts: \(name): \(cuts) among \(events.count) events, \(promises) promises, \(journals) left a journal, seed \(Self.seed)")
        return journals
    }

    @Test("of a commit that is cut at each of its writes all is there, or nothing (R25)")
    func eachWriteOfACommit() async throws {
        let day = try await StoreDay.recorded(rounds: 4)
        let last = try #require(day.events.lastIndex { if case .promise = $0 { true } else { false } })
        let before = try #require(day.events[..<last].lastIndex { if case .promise = $0 { true } else { false } })
        var dice = SplitMix(seed: Self.seed)
        var disk = DiskState()
        for event in day.events[...before] { disk.take(event) }
        for (place, event) in zip((before + 1)..., day.events[(before + 1)...last]) {
            disk.take(event)
            for _ in 0..<4 {
                let faults = try await StoreDay.faults(after: disk.afterCut(&dice), promises: disk.promises)
                #expect(faults == [], "cut \(place), seed \(Self.seed)")
            }
        }
    }

    @Test("a store that does not wait for the disk loses what it promised: the cuts find it")
    func withoutSyncs() async throws {
        let day = try await StoreDay.recorded(rounds: 6, isDurable: false)
        var dice = SplitMix(seed: Self.seed)
        var disk = DiskState()
        var faults: [String] = []
        for (place, event) in day.events.enumerated() {
            disk.take(event)
            if place % 40 == 0 { faults += (try? await StoreDay.faults(after: disk.afterCut(&dice), promises: disk.promises)) ?? ["not opened"] }
        }
        #expect(!faults.isEmpty)
    }
}

extension PowerCutTests {
    @Test("a store that lost what it told is not taken for a restored one, nor a restored one for a store that lost it", arguments: [false, true])
    func lostBeforeTheRestore(isRestored: Bool) async throws {
        let directory = try TestDirectory()
        let store = try directory.open { $0.secretsKey = CommitDay.key }
        let inbox = CallerInbox(store: store) {}
        for number in 1...3 { _ = try await inbox.accept(delivery(key: "before \(number)")) }
        _ = try store.backUp(to: directory.path + "/copy.db")
        try store.close()
        var files: [String: [UInt8]] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: directory.path) {
            files[name] = try [UInt8](Data(contentsOf: URL(filePath: directory.path + "/" + name)))
        }
        // As a restore leaves it, but for what it sets aside.
        let told = isRestored ? ["copy", "before 3", "after 1", "after 2", "after 3"] : ["copy", "before 3", "after 1"]
        let faults = try await CommitDay.restore.faults(after: files, promises: told.map { .kept($0) })
        #expect(faults == (isRestored ? ["what was set aside is not whole"] : ["gone: after 1"]))
    }
}

/// SplitMix64: the same numbers from the same seed on every machine.
private struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
