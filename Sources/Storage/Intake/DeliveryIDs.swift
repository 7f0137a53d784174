import Inventory
import NIOConcurrencyHelpers

/// Makes delivery ids: ULIDs (48 bits of milliseconds, 80 random bits, Crockford's base 32), each greater than the one before,
/// whatever the clock does (https://github.com/ulid/spec, "Monotonicity").
final class DeliveryIDs: Sendable {
    private let randomBytes: @Sendable (Int) -> [UInt8]
    private let last = NIOLockedValueBox(ULID(milliseconds: 0, high: 0, low: 0))

    init(randomBytes: @escaping @Sendable (Int) -> [UInt8]) { self.randomBytes = randomBytes }

    func next(at moment: Timestamp) -> DeliveryID {
        let milliseconds = UInt64(clamping: moment.microseconds / 1000)
        return last.withLockedValue { last in
            if milliseconds > last.milliseconds {
                let random = randomBytes(10).reduce(into: (high: UInt16(0), low: UInt64(0))) { value, byte in
                    value.high = value.high << 8 | UInt16(value.low >> 56)
                    value.low = value.low << 8 | UInt64(byte)
                }
                last = ULID(milliseconds: milliseconds, high: random.high, low: random.low)
            } else {
                last = last.successor
            }
            return DeliveryID(last.text)
        }
    }

    /// The least id of a moment: every id made before it sorts lower.
    static func least(at moment: Timestamp) -> DeliveryID {
        DeliveryID(ULID(milliseconds: UInt64(clamping: moment.microseconds / 1000), high: 0, low: 0).text)
    }
}

private struct ULID {
    var milliseconds: UInt64
    var high: UInt16
    var low: UInt64

    /// The next greater value; past the last of a millisecond comes the first of the next.
    var successor: ULID {
        if low < .max { return ULID(milliseconds: milliseconds, high: high, low: low + 1) }
        if high < .max { return ULID(milliseconds: milliseconds, high: high + 1, low: 0) }
        return ULID(milliseconds: milliseconds + 1, high: 0, low: 0)
    }

    private static let digits = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    var text: String {
        var upper = milliseconds << 16 | UInt64(high)
        var lower = low
        var characters = [UInt8](repeating: 0, count: 26)
        for place in characters.indices.reversed() {
            characters[place] = Self.digits[Int(lower & 31)]
            lower = lower >> 5 | upper << 59
            upper >>= 5
        }
        return String(decoding: characters, as: UTF8.self)
    }
}
