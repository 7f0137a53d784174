import Inventory
import Testing

@testable import Storage

@Suite("What people are told of problems")
struct NoticeTests {
    private let directory: TestDirectory
    private let store: Store
    private static let pause: Duration = .seconds(900)

    init() throws {
        directory = try TestDirectory()
        store = try directory.openQuickly()
    }

    private func raise(_ subject: String, at moment: Timestamp = morning) async throws {
        try await store.raiseProblem(
            .brake, subject: subject, what: Words(en: "held \(subject)", pl: "wstrzymane \(subject)"), why: Words(en: "", pl: ""), at: moment)
    }

    private func compose(_ message: String, at moment: Timestamp = morning) async throws -> Store.Composition {
        try await store.composeNotice(channels: ["email", "webhook"], pause: Self.pause, message: message, at: moment)
    }

    /// Takes all that is due, as delivered.
    private func take(at moment: Timestamp) async throws -> [Notice] {
        var taken: [Notice] = []
        while let notice = try await store.noticeDue(at: moment) {
            taken.append(notice)
            try await store.settle(notice, at: moment)
        }
        return taken
    }

    @Test("a change is told once to each channel, and what did not change not at all")
    func once() async throws {
        #expect(try await compose("m0") == .nothing)
        try await raise("a")
        #expect(try await compose("m1") == .written)
        let notices = try await take(at: morning)
        #expect(notices.map(\.channel) == ["email", "webhook"])
        #expect(notices.map(\.message) == ["m1", "m1"])
        #expect(notices.first?.content.opened.map(\.subject) == ["a"])
        try await raise("a")
        #expect(try await compose("m2", at: morning + .seconds(3600)) == .nothing)
    }

    @Test("a flood is one message when its time has come, and says how many there are")
    func digest() async throws {
        try await raise("a")
        _ = try await compose("m1")
        for number in 0..<100 { try await raise("s\(number)") }
        #expect(try await compose("m2", at: morning + .seconds(1)) == .early(until: morning + Self.pause))
        #expect(try await compose("m3", at: morning + Self.pause) == .written)
        let content = try #require(try await take(at: morning + Self.pause).last?.content)
        #expect(content.openedCount == 100)
        #expect(content.opened.count == NoticeContent.lineLimit)
        #expect(content.openCount == 101)
    }

    @Test("a recovery is told, and a problem that came and went between two messages is not")
    func recovery() async throws {
        try await raise("a")
        _ = try await compose("m1")
        let later = morning + .seconds(1000)
        try await store.settleProblem(.brake, subject: "a", at: later)
        try await raise("b", at: later)
        try await store.settleProblem(.brake, subject: "b", at: later)
        #expect(try await compose("m2", at: later) == .written)
        let content = try #require(try await take(at: later).last?.content)
        #expect(content.settled.map(\.what) == ["held a"])
        #expect(content.opened.isEmpty && content.openCount == 0)
        // Also of a problem whose row is gone by then.
        try await raise("c", at: later)
        _ = try await compose("m3", at: later + .seconds(1000))
        try await store.settleProblem(.brake, subject: "c", at: later)
        _ = try await store.pruneProblems(settledBefore: later + .seconds(1), limit: 10)
        #expect(try await compose("m4", at: later + .seconds(2000)) == .written)
        #expect(try await take(at: later + .seconds(2000)).last?.content.settled.map(\.what) == ["held c"])
    }

    @Test("what was written before a crash is sent after it, under the same id, and what was delivered is not sent again")
    func crash() async throws {
        try await raise("a")
        _ = try await compose("m1")
        let first = try #require(try await store.noticeDue(at: morning))
        try await store.settle(first, at: morning)
        try store.close()
        let again = try directory.openQuickly()
        let second = try #require(try await again.noticeDue(at: morning))
        #expect(first.channel == "email")
        #expect(second.channel == "webhook")
        try await again.postpone(second, until: morning + .seconds(30))
        #expect(try await again.noticeDue(at: morning) == nil)
        #expect(try await again.nextNotice() == morning + .seconds(30))
        let retried = try #require(try await again.noticeDue(at: morning + .seconds(30)))
        #expect(retried.message == "m1" && retried.attempts == 1)
    }

    @Test("old messages are forgotten, but the newest, from which the next one's pause counts")
    func pruning() async throws {
        try await raise("a")
        _ = try await compose("m1")
        _ = try await take(at: morning)
        #expect(try await store.pruneNotices(settledBefore: morning + .seconds(1), limit: 10) == 1)
        try await raise("b")
        #expect(try await compose("m2", at: morning + .seconds(1)) == .early(until: morning + Self.pause))
    }
}
