import Foundation
import Inventory
import Testing

@testable import Storage

@Suite("A power cut", .serialized, .ofFiles)
struct PowerCutTests {
    /// Cuts in each day; `make soak` asks for more.
    private static let cuts = ProcessInfo.processInfo.environment["STOCKGATE_POWER_CUTS"].flatMap(Int.init) ?? 300
    private static let seed = ProcessInfo.processInfo.environment["STOCKGATE_SEED"].flatMap(UInt64.init) ?? 1

    @Test("after any write: what was acknowledged is there, no transaction is there in part, the file is whole and goes on (R25)")
    func anyMoment() async throws {
        let day = try await StoreDay.recorded(rounds: 24)
        // What the log's end and beginning do to the file is among it.
        #expect(day.events.count { if case .truncate(let file, _) = $0 { file.hasSuffix("-wal") } else { false } } > 0)
        #expect(day.events.count { if case .write(let file, _, _) = $0 { file.hasSuffix(".db") } else { false } } > 100)
        var dice = SplitMix(seed: Self.seed)
        var disk = DiskState()
        let distance = max(1, day.events.count / Self.cuts)
        var cuts = 0
        for (place, event) in day.events.enumerated() {
            disk.take(event)
            guard place % distance == 0 else { continue }
            cuts += 1
            let faults = try await StoreDay.faults(after: disk.afterCut(&dice), promises: disk.promises)
            #expect(faults == [], "cut \(place) of \(day.events.count), seed \(Self.seed)")
        }
        print("power cuts: \(cuts) among \(day.events.count) events, \(disk.promises.count) promises, seed \(Self.seed)")
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
