import Testing

@testable import Storage

@Suite("A fleet's fair shares")
struct FleetShareTests {
    /// `holders` has a letter for each store: who has it, `-` for nobody.
    private func share(_ holders: String, live: [String] = ["a", "b", "c"], of gateway: String) -> FleetShare {
        let standings = holders.enumerated().map { index, holder in
            FleetShare.Standing(store: "s\(index)", holder: holder == "-" ? nil : String(holder))
        }
        return FleetShare(standings, live: live.map { .init(id: $0) }, gateway: gateway)
    }

    @Test("a store that another cannot work is no part of its share, and of all others it has its part")
    func unlike() {
        let standings = (0..<9).map { FleetShare.Standing(store: "s\($0)", holder: "a") }
        let other = FleetShare.Gateway(id: "b", stores: Set((1..<9).map { "s\($0)" }))
        let share = FleetShare(standings, live: [other, .init(id: "a")], gateway: "a")
        #expect(share.givenBack.count == 4)
        #expect(!share.givenBack.contains("s0"))
        let stranger = FleetShare(standings, live: [.init(id: "a"), .init(id: "c", stores: ["t"])], gateway: "a")
        #expect(stranger == FleetShare(standings, live: [], gateway: "a"))
        #expect(stranger.givenBack == [])
    }

    @Test("all free: each takes its part, and together they take all")
    func allFree() {
        let sizes = ["a", "b", "c"].map { share("-------", of: $0).taken.count }
        #expect(sizes == [3, 2, 2])
    }

    @Test("nobody gives anything back where nobody would gain")
    func stable() {
        for holders in ["aabbc", "abc", "aabbcc", "a", "aabc"] {
            for gateway in ["a", "b", "c"] {
                let share = share(holders, of: gateway)
                #expect(share.givenBack == [], "\(holders) \(gateway)")
                #expect(share.taken == [], "\(holders) \(gateway)")
            }
        }
    }

    @Test("who comes new is given its part by those that have more")
    func joins() {
        #expect(share("aaaabbbb", of: "c").taken == [])
        #expect(share("aaaabbbb", of: "a").givenBack.count == 1)
        #expect(share("aaaabbbb", of: "b").givenBack.count == 1)
        #expect(share("aaabbb--", of: "c").taken.count == 2)
    }

    @Test("what a dead gateway had is shared by those that live")
    func dies() {
        let (ours, theirs) = (share("----aabb", live: ["a", "b"], of: "a").taken, share("----aabb", live: ["a", "b"], of: "b").taken)
        #expect(ours.count == 2)
        #expect(theirs.count == 2)
    }

    @Test("one that has all hands over a few at a time")
    func fewAtATime() {
        #expect(share(String(repeating: "a", count: 100), live: ["a", "b"], of: "a").givenBack.count == FleetShare.handovers)
    }

    @Test("what a dead gateway had is taken a part at a time, and a hundred stores within two seconds")
    func takesAtATime() {
        var holders = [Character](repeating: "-", count: 100)
        var looks = 0
        while holders.contains("-"), looks < 10 {
            let taken = share(String(holders), live: ["a"], of: "a").taken
            #expect(taken.count <= FleetShare.takeovers)
            for store in taken { holders[Int(store.dropFirst()) ?? 0] = "a" }
            looks += 1
        }
        #expect(FleetOptions().survey * looks <= .seconds(2))
    }

    @Test("from any start, gateways that take and give in any order come to even parts and rest there", arguments: 1...20)
    func settles(seed: Int) {
        var state = UInt64(seed)
        func dice(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let live = (0...dice(4)).map { "g\($0)" }
        var holders: [String?] = (0..<(1 + dice(40))).map { _ in dice(3) == 0 ? nil : live[dice(live.count)] }
        for _ in 0..<200 {
            let gateway = live[dice(live.count)]
            let standings = holders.enumerated().map { FleetShare.Standing(store: "\($0)", holder: $1) }
            let share = FleetShare(standings, live: live.map { .init(id: $0) }, gateway: gateway)
            for store in share.taken { holders[Int(store) ?? 0] = gateway }
            for store in share.givenBack { holders[Int(store) ?? 0] = nil }
        }
        let counts = live.map { gateway in holders.count { $0 == gateway } }
        #expect(!holders.contains(nil))
        #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 1)
    }
}
