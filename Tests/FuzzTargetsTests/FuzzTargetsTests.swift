import FuzzTargets
import Testing

@Suite("every door reads whatever it is given")
struct FuzzTargetsTests {
    @Test("the seeds, cut, doubled, with bytes flipped, put in and taken out", arguments: FuzzTarget.allCases)
    func mutations(target: FuzzTarget) async {
        var chance = Chance(state: 0x5DEE_CE66)
        #expect(!target.seeds.isEmpty)
        for seed in target.seeds {
            await target.run(seed)
            for _ in 0..<150 {
                var input = seed
                for _ in 0...Int.random(in: 0..<4, using: &chance) { Self.mutate(&input, &chance) }
                await target.run(input)
            }
        }
    }

    private static func mutate(_ input: inout [UInt8], _ chance: inout Chance) {
        let place = Int.random(in: 0...input.count, using: &chance)
        switch Int.random(in: 0..<5, using: &chance) {
        case 0 where place < input.count: input[place] ^= 1 << UInt8.random(in: 0..<8, using: &chance)
        case 1 where place < input.count: input.remove(at: place)
        case 2: input.insert(UInt8.random(in: .min ... .max, using: &chance), at: place)
        case 3: input.removeSubrange(place...)
        default: input.insert(contentsOf: input[place...].prefix(40), at: Int.random(in: 0...input.count, using: &chance))
        }
    }
}

/// SplitMix64: the same inputs every time.
private struct Chance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
