/// All chance in the sandbox: SplitMix64 from a seed, so that one seed gives one course of events.
public struct SandboxDice: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// True in `share` of all throws (0 never, 1 always).
    mutating func hits(_ share: Double) -> Bool {
        share > 0 && (share >= 1 || Double.random(in: 0..<1, using: &self) < share)
    }

    /// A span between the two ends, in whole microseconds.
    mutating func span(in range: ClosedRange<Duration>) -> Duration {
        .microseconds(Int64.random(in: range.lowerBound.sandboxMicroseconds...range.upperBound.sandboxMicroseconds, using: &self))
    }

    /// A version 4 UUID in lower case.
    mutating func uuid() -> String {
        var digits = Array(hexadecimal(32))
        digits[12] = "4"
        digits[16] = "a"
        for position in [20, 16, 12, 8] { digits.insert("-", at: position) }
        return String(digits)
    }

    /// So many lower-case hexadecimal digits.
    mutating func hexadecimal(_ count: Int) -> String {
        var text = ""
        while text.count < count {
            let digits = String(next(), radix: 16)
            text += String(repeating: "0", count: 16 - digits.count) + digits
        }
        return String(text.prefix(count))
    }
}
