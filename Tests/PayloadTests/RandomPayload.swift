import Payload

/// A generator that repeats from its seed (SplitMix64).
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}

extension PayloadValue {
    /// Any value, at most `depth` levels deep.
    static func random(depth: Int, using random: inout SplitMix) -> PayloadValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &random) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2: return .number(["0", "-1", "3.0000", "1e9", "-0.5E-3", "12345678901234567890"].randomElement(using: &random) ?? "0")
        case 3, 4: return .string(text(using: &random))
        case 5: return .array((0..<Int.random(in: 0...3, using: &random)).map { _ in Self.random(depth: depth - 1, using: &random) })
        default:
            var object = PayloadObject()
            for _ in 0..<Int.random(in: 0...20, using: &random) {
                object[text(using: &random)] = Self.random(depth: depth - 2, using: &random)
            }
            return .object(object)
        }
    }

    private static func text(using random: inout SplitMix) -> String {
        let pieces = ["", "id", "KUB-1", "żółw", "😀", "\"", "\\", "\n", "\u{0}", "\u{1F}", "\u{7F}", "/", "~", "a long text past fifteen bytes"]
        return (0..<Int.random(in: 0...3, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
    }
}
