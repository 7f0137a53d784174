import Sandbox

/// Chance from a seed: the same seed gives the same throws on every machine.
public struct Dice: Sendable, RandomNumberGenerator {
    private var source: SandboxDice

    public init(seed: UInt64) { source = SandboxDice(seed: seed) }

    /// Dice of their own for one purpose, so that what one purpose throws does not change what another one does.
    public init(seed: UInt64, for purpose: UInt64) {
        var mixed = Dice(seed: seed ^ (purpose &* 0xD6E8_FEB8_6659_FD93))
        source = SandboxDice(seed: mixed.next())
    }

    public mutating func next() -> UInt64 { source.next() }

    /// From 0 up to, not including, 1.
    public mutating func share() -> Double { Double(next() >> 11) * 0x1p-53 }

    public mutating func chance(_ share: Double) -> Bool { self.share() < share }

    public mutating func int(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }

    public mutating func duration(_ range: ClosedRange<Duration>) -> Duration { range.lowerBound + (range.upperBound - range.lowerBound) * share() }

    /// One of `choices`, which is not empty.
    public mutating func one<Choice>(of choices: [Choice]) -> Choice { choices[Int(next() % UInt64(choices.count))] }

    /// One of `choices`, each as often as its weight says among the others'.
    public mutating func one<Choice>(weighted choices: [(weight: Int, Choice)]) -> Choice {
        var rest = int(0...(choices.reduce(0) { $0 + $1.weight } - 1))
        for (weight, choice) in choices {
            if rest < weight { return choice }
            rest -= weight
        }
        return choices[0].1
    }
}
