import Testing

@testable import Storage

@Suite("A fleet's leases")
struct FleetTests {
    let clock = TestClock()
    let records: TestRecords

    init() { records = TestRecords(clock, stores: ["s1", "s2"]) }

    private func gateway(_ name: String = "a") -> Fleet {
        var options = FleetOptions()
        options.now = { [clock] in clock.now }
        return Fleet(gateway: name, options: options, records: records, lookout: records) { _ in }
    }

    private func lease(of store: String, by fleet: Fleet) async throws -> Lease {
        let leases = fleet.leases(of: store)
        try await fleet.step()
        return try #require(await leases.first { _ in true })
    }

    @Test("what is free is taken, under an epoch that nobody had")
    func takes() async throws {
        let first = try await lease(of: "s1", by: gateway())
        #expect(first.holds)
        #expect(first.epoch == 1)
        clock.pass(.seconds(11))
        let second = try await lease(of: "s1", by: gateway("b"))
        #expect(second.epoch == 2)
        #expect(!first.holds)
    }

    @Test("a lease ends for its holder before another can have it, however long its renewal was under way")
    func endsEarly() async throws {
        let fleet = gateway()
        let lease = try await lease(of: "s1", by: fleet)
        clock.pass(.seconds(8.9))
        #expect(lease.holds)
        clock.pass(.seconds(0.2))
        #expect(!lease.holds)
        let taken = try records.take(["s1"], gateway: "b", lease: .seconds(10))
        #expect(taken == [:])
    }

    @Test("a lease is firm while its renewals succeed, and no longer when two have failed")
    func firm() async throws {
        let fleet = gateway()
        let lease = try await lease(of: "s1", by: fleet)
        for span in [3.0, 3, 3] {
            clock.pass(.seconds(span))
            #expect(lease.isFirm)
            try await fleet.step()
        }
        records.isSilent = true
        clock.pass(.seconds(6))
        try? await fleet.step()
        #expect(lease.holds)
        #expect(!lease.isFirm)
    }

    @Test("renewed in time it goes on, and a database that does not answer for a moment costs nothing")
    func renews() async throws {
        let fleet = gateway()
        let lease = try await lease(of: "s1", by: fleet)
        for isSilent in [false, true, false] {
            records.isSilent = isSilent
            clock.pass(.seconds(4))
            try? await fleet.step()
            fleet.endWhatRanOut()
        }
        #expect(lease.holds)
        #expect(records.row("s1")?.epoch == 1)
    }

    @Test("a database that is silent for longer ends it, and it is taken anew, under another epoch")
    func runsOut() async throws {
        let fleet = gateway()
        let leases = fleet.leases(of: "s1")
        try await fleet.step()
        let first = try #require(await leases.first { _ in true })
        #expect(fleet.reachesDatabase)
        records.isSilent = true
        clock.pass(.seconds(9.5))
        await #expect(throws: StorageError.self) { try await fleet.step() }
        #expect(!fleet.reachesDatabase)
        fleet.endWhatRanOut()
        #expect(await first.ending() == .lost)
        records.isSilent = false
        // Its row says still that it is ours.
        try await fleet.step()
        #expect(fleet.reachesDatabase)
        let second = try #require(await leases.first { _ in true })
        #expect(second.epoch == 2)
        #expect(second.holds)
    }

    @Test("one that another gateway has taken is lost at the next renewal")
    func seized() async throws {
        let fleet = gateway()
        let lease = try await lease(of: "s1", by: fleet)
        records.seize("s1")
        clock.pass(.seconds(4))
        try await fleet.step()
        #expect(await lease.ending() == .lost)
        #expect(!lease.holds)
        #expect(records.row("s1")?.holder == "other")
    }

    @Test("a gateway that works other stores is no rival")
    func strangers() async throws {
        let (ours, theirs) = (try await lease(of: "s1", by: gateway()), try await lease(of: "s2", by: gateway("b")))
        #expect(ours.holds && theirs.holds)
    }

    @Test("each gateway knows who works a store")
    func workers() async throws {
        let (first, second) = (gateway(), gateway("b"))
        let lease = try await lease(of: "s1", by: first)
        let waiting = second.leases(of: "s1")
        try await second.step()
        #expect(first.worker(of: "s1") == .here && second.worker(of: "s1") == .elsewhere("a"))
        await first.giveBack(lease)
        #expect(first.worker(of: "s1") == .nobody)
        withExtendedLifetime(waiting) {}
    }

    @Test("who begins anew without having given a store back has it under another epoch")
    func begunAnew() async throws {
        let fleet = gateway()
        let left = try await lease(of: "s1", by: fleet)
        let leases = fleet.leases(of: "s1")
        #expect(!left.holds)
        clock.pass(.seconds(4))
        try await fleet.step()
        #expect(try #require(await leases.first { _ in true }).epoch == 2)
    }

    @Test("who waits for a store gets it, though another who waited for it here before ends only afterwards")
    func takesThePlace() async throws {
        let fleet = gateway()
        let before = fleet.leases(of: "s1")
        let ending = Task { await before.first { _ in true } }
        let leases = fleet.leases(of: "s1")
        ending.cancel()
        #expect(await ending.value == nil)
        try await fleet.step()
        try #require(fleet.standing.stores == 1)
        #expect(try #require(await leases.first { _ in true }).epoch == 1)
    }

    @Test("given back for a while, it is not taken again here before that is over, and another may have it at once")
    func rests() async throws {
        let (fleet, other) = (gateway(), gateway("b"))
        let leases = fleet.leases(of: "s1")
        try await fleet.step()
        await fleet.giveBack(try #require(await leases.first { _ in true }), for: .seconds(3))
        clock.pass(.seconds(2.9))
        try await fleet.step()
        try #require(fleet.standing.stores == 0)
        let theirs = try await lease(of: "s1", by: other)
        try await fleet.step()
        #expect(fleet.worker(of: "s1") == .elsewhere("b"))
        await other.giveBack(theirs, for: .seconds(3))
        clock.pass(.seconds(0.2))
        try await fleet.step()
        #expect(fleet.standing.stores == 1)
    }

    @Test("asked back, it holds until it is given back; then another has it at once")
    func handsOver() async throws {
        let (first, second) = (gateway(), gateway("b"))
        let (ones, others) = (first.leases(of: "s1"), first.leases(of: "s2"))
        try await first.step()
        let held = [try #require(await ones.first { _ in true }), try #require(await others.first { _ in true })]
        let (theirs, more) = (second.leases(of: "s1"), second.leases(of: "s2"))
        try await second.step()
        try await first.step()
        let asked = try #require(held.first { records.row($0.store)?.holder == "a" && first.isAskedBack($0.store) })
        #expect(await asked.ending() == .wantedBack)
        #expect(asked.holds)
        await first.giveBack(asked)
        #expect(!asked.holds)
        try await second.step()
        #expect(second.standing.stores == 1)
        #expect(records.row(asked.store)?.holder == "b")
        withExtendedLifetime((theirs, more)) {}
    }
}
