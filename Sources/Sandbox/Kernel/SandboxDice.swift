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
        var digits = Array(hexadecimal(32).utf8)
        digits[12] = UInt8(ascii: "4")
        digits[16] = UInt8(ascii: "a")
        for position in [20, 16, 12, 8] { digits.insert(UInt8(ascii: "-"), at: position) }
        return String(decoding: digits, as: UTF8.self)
    }

    /// So many lower-case hexadecimal digits.
    mutating func hexadecimal(_ count: Int) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(count + 16)
        while text.count < count {
            let number = next()
            for shift in stride(from: 60, through: 0, by: -4) { text.append(Self.digits[Int(number >> shift & 15)]) }
        }
        return String(decoding: text.prefix(count), as: UTF8.self)
    }

    private static let digits = Array("0123456789abcdef".utf8)
}
