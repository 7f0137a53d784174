extension JSON {
    /// How deep arrays and objects may be nested.
    fileprivate static let depthLimit = 512

    /// Reads a whole body (RFC 8259, UTF-8); nil when it is not JSON.
    init?(bytes: [UInt8]) {
        var reader = JSONReader(bytes: bytes)
        guard let value = reader.value(depth: 0), reader.isAtEnd else { return nil }
        self = value
    }
}

/// Walks over the bytes of a JSON text once. What returns nil met something that is not JSON.
private struct JSONReader {
    private let bytes: [UInt8]
    private var place = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { place == bytes.count }

    /// A value with the space around it.
    mutating func value(depth: Int) -> JSON? {
        skipSpace()
        guard depth <= JSON.depthLimit, place < bytes.count else { return nil }
        let value: JSON? =
            switch bytes[place] {
            case UInt8(ascii: "{"): object(depth: depth)
            case UInt8(ascii: "["): array(depth: depth)
            case UInt8(ascii: "\""): string().map(JSON.string)
            case UInt8(ascii: "t"): word("true", .bool(true))
            case UInt8(ascii: "f"): word("false", .bool(false))
            case UInt8(ascii: "n"): word("null", .null)
            default: number()
            }
        skipSpace()
        return value
    }

    /// The fields are put in the order of their keys, so that equal bodies are equal values; of a key written twice the last value counts.
    private mutating func object(depth: Int) -> JSON? {
        place += 1
        skipSpace()
        if take("}") { return .object([]) }
        var fields: [JSON.Field] = []
        repeat {
            skipSpace()
            guard let key = string() else { return nil }
            skipSpace()
            guard take(":"), let value = value(depth: depth + 1) else { return nil }
            fields.removeAll { $0.key == key }
            fields.append(JSON.Field(key: key, value: value))
        } while take(",")
        return take("}") ? .object(fields.sorted { $0.key < $1.key }) : nil
    }

    private mutating func array(depth: Int) -> JSON? {
        place += 1
        skipSpace()
        if take("]") { return .array([]) }
        var items: [JSON] = []
        repeat {
            guard let item = value(depth: depth + 1) else { return nil }
            items.append(item)
        } while take(",")
        return take("]") ? .array(items) : nil
    }

    /// A number without a fraction is an integer, however it is written.
    private mutating func number() -> JSON? {
        let start = place
        _ = take("-")
        guard take("0") || digits() else { return nil }
        if take("."), !digits() { return nil }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            guard digits() else { return nil }
        }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        if let whole = Int(text) { return .integer(whole) }
        guard let number = Double(text), number.isFinite else { return nil }
        return Int(exactly: number).map(JSON.integer) ?? .decimal(number)
    }

    private mutating func digits() -> Bool {
        let start = place
        while place < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[place]) { place += 1 }
        return place > start
    }

    private mutating func word(_ word: String, _ value: JSON) -> JSON? {
        guard bytes[place...].starts(with: word.utf8) else { return nil }
        place += word.utf8.count
        return value
    }

    private mutating func string() -> String? {
        guard take("\"") else { return nil }
        let start = place
        while place < bytes.count, bytes[place] >= 0x20, bytes[place] != UInt8(ascii: "\\"), bytes[place] != UInt8(ascii: "\"") { place += 1 }
        let plain = bytes[start..<place]
        if take("\"") { return String(validating: plain, as: UTF8.self) }
        return escaped(after: Array(plain))
    }

    /// The rest of a string in which something is escaped.
    private mutating func escaped(after beginning: [UInt8]) -> String? {
        var plain = beginning
        while place < bytes.count, bytes[place] >= 0x20 {
            if take("\"") { return String(validating: plain, as: UTF8.self) }
            if take("\\") {
                guard let scalar = escape() else { return nil }
                plain += String(Character(scalar)).utf8
            } else {
                plain.append(bytes[place])
                place += 1
            }
        }
        return nil
    }

    private mutating func escape() -> Unicode.Scalar? {
        guard place < bytes.count else { return nil }
        let byte = bytes[place]
        place += 1
        return switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): Unicode.Scalar(byte)
        case UInt8(ascii: "b"): "\u{8}"
        case UInt8(ascii: "f"): "\u{C}"
        case UInt8(ascii: "n"): "\n"
        case UInt8(ascii: "r"): "\r"
        case UInt8(ascii: "t"): "\t"
        case UInt8(ascii: "u"): codePoint()
        default: nil
        }
    }

    /// Four digits, or twice four that make a surrogate pair.
    private mutating func codePoint() -> Unicode.Scalar? {
        guard let first = codeUnit() else { return nil }
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard UTF16.isLeadSurrogate(first), take("\\"), take("u"), let second = codeUnit(), UTF16.isTrailSurrogate(second) else { return nil }
        return Unicode.Scalar(0x10000 + (UInt32(first) - 0xD800) << 10 + UInt32(second) - 0xDC00)
    }

    private mutating func codeUnit() -> UInt16? {
        guard place + 4 <= bytes.count else { return nil }
        let digits = bytes[place..<place + 4]
        guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
        place += 4
        return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    private mutating func skipSpace() { while take(" ") || take("\n") || take("\r") || take("\t") {} }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard place < bytes.count, UInt32(bytes[place]) == scalar.value else { return false }
        place += 1
        return true
    }
}
