/// Which stores a gateway takes and which it gives back, so that all live gateways that could work a store work about as many each. Nobody leads:
/// each decides for itself from the same rows, and whoever was mistaken decides otherwise a moment later.
struct FleetShare: Equatable {
    /// One store, as the rows tell.
    struct Standing: Equatable {
        var store: String
        /// nil: nobody's, or run out.
        var holder: String?
    }

    /// One that has been heard of lately.
    struct Gateway: Equatable {
        var id: String
        /// What it could work; nil: all of the stores that are shared out.
        var stores: Set<String>?

        func isAble(_ store: String) -> Bool { stores?.contains(store) ?? true }
    }

    /// Stores given back at once: each starts anew elsewhere, which is not to happen to all together.
    static let handovers = 8

    /// Stores taken at once: each begins with a comparison, which takes several times the memory that it needs later. A hundred that a gateway left are
    /// others' after four looks (``FleetOptions/survey``), within the two seconds that `docs/scale.md` tells.
    static let takeovers = 32

    /// Free stores to take, those first that are ours rather than another's by their names: not all gateways reach for the same.
    var taken: [String] = []
    var givenBack: [String] = []

    /// - Parameter live: `gateway` is one of them, whether it is there or not, and could work all of the stores.
    init(_ standings: [Standing], live: [Gateway], gateway: String) {
        // Stores that the same gateways could work are shared out among those.
        let others = live.filter { $0.id != gateway }
        let kinds = Dictionary(grouping: standings) { standing in others.filter { $0.isAble(standing.store) }.map(\.id) }
        for (able, standings) in kinds {
            let share = Self(standings, among: able + [gateway], gateway: gateway)
            taken += share.taken
            givenBack += share.givenBack
        }
        taken = Array(Self.preferred(taken, by: gateway).prefix(Self.takeovers))
        givenBack = Array(Self.preferred(givenBack, by: gateway).suffix(Self.handovers))
    }

    private init(_ standings: [Standing], among gateways: [String], gateway: String) {
        let counts = standings.reduce(into: [String: Int]()) { counts, standing in
            if let holder = standing.holder { counts[holder, default: 0] += 1 }
        }
        // Whoever has most keeps the odd one: nothing moves where nobody gains.
        let order = gateways.sorted { first, second in
            let (ours, theirs) = (counts[first] ?? 0, counts[second] ?? 0)
            return ours == theirs ? first < second : ours > theirs
        }
        let rank = order.firstIndex(of: gateway) ?? 0
        let size = standings.count / order.count + (rank < standings.count % order.count ? 1 : 0)
        let held = standings.filter { $0.holder == gateway }.map(\.store)
        if held.count < size {
            taken = Array(Self.preferred(standings.filter { $0.holder == nil }.map(\.store), by: gateway).prefix(size - held.count))
        } else {
            givenBack = Array(Self.preferred(held, by: gateway).suffix(held.count - size))
        }
    }

    private static func preferred(_ stores: [String], by gateway: String) -> [String] {
        stores.map { (weight: weight("\(gateway)/\($0)"), store: $0) }
            .sorted { $0.weight == $1.weight ? $0.store < $1.store : $0.weight > $1.weight }.map(\.store)
    }

    /// FNV-1a: the same in every process.
    private static func weight(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
