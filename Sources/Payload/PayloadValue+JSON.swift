extension PayloadValue {
    /// Reads JSON (RFC 8259, UTF-8). A key that stands twice in one object is a fault: senders and readers would disagree on
    /// which counts.
    public static func json(_ bytes: [UInt8], limits: PayloadLimits = .default) throws(PayloadFault) -> PayloadValue {
        guard bytes.count <= limits.bytes else { throw PayloadFault(reason: "longer than \(limits.bytes) bytes") }
        var scanner = JSONScanner(bytes: bytes, limits: limits)
        return try scanner.document()
    }
}

/// Walks over the bytes of a JSON text once.
private struct JSONScanner {
    let bytes: [UInt8]
    let limits: PayloadLimits
    var place = 0
    var values = 0

    init(bytes: [UInt8], limits: PayloadLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func document() throws(PayloadFault) -> PayloadValue {
        skipSpace()
        let value = try value(depth: 0)
        skipSpace()
        guard place == bytes.count else { throw fault("something follows the end of the JSON value") }
        return value
    }

    private mutating func value(depth: Int) throws(PayloadFault) -> PayloadValue {
        values += 1
        guard values <= limits.values else { throw fault("more than \(limits.values) values") }
        guard place < bytes.count else { throw fault("the JSON ends too early") }
        switch bytes[place] {
        case UInt8(ascii: "{"): return .object(try object(depth: depth + 1))
        case UInt8(ascii: "["): return .array(try array(depth: depth + 1))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: throw fault("no JSON value begins here")
        }
    }

    private mutating func object(depth: Int) throws(PayloadFault) -> PayloadObject {
        guard depth <= limits.depth else { throw fault("nested deeper than \(limits.depth) levels") }
        var fields: [PayloadObject.Field] = []
        var keys = DistinctKeys()
        place += 1
        skipSpace()
        if take(UInt8(ascii: "}")) { return PayloadObject(distinct: fields) }
        while true {
            guard place < bytes.count, bytes[place] == UInt8(ascii: "\"") else { throw fault("a key in quotes is missing") }
            let start = place
            let key = try string()
            guard keys.admit(key, to: fields) else {
                place = start
                throw fault("the key '\(printable(key, limit: 64))' stands twice in one object")
            }
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw fault("a colon is missing") }
            skipSpace()
            fields.append(.init(key: key, value: try value(depth: depth)))
            skipSpace()
            if take(UInt8(ascii: ",")) {
                skipSpace()
            } else if take(UInt8(ascii: "}")) {
                return PayloadObject(distinct: fields)
            } else {
                throw fault("a comma or a closing brace is missing")
            }
        }
    }

    private mutating func array(depth: Int) throws(PayloadFault) -> [PayloadValue] {
        guard depth <= limits.depth else { throw fault("nested deeper than \(limits.depth) levels") }
        var elements: [PayloadValue] = []
        place += 1
        skipSpace()
        if take(UInt8(ascii: "]")) { return elements }
        while true {
            elements.append(try value(depth: depth))
            skipSpace()
            if take(UInt8(ascii: ",")) {
                skipSpace()
            } else if take(UInt8(ascii: "]")) {
                return elements
            } else {
                throw fault("a comma or a closing bracket is missing")
            }
        }
    }

    private mutating func number() throws(PayloadFault) -> String {
        let start = place
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) { try digits() }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    private mutating func digits() throws(PayloadFault) {
        let start = place
        while place < bytes.count, bytes[place] >= UInt8(ascii: "0"), bytes[place] <= UInt8(ascii: "9") { place += 1 }
        guard place > start else { throw fault("a digit is missing") }
    }

    private mutating func word(_ word: StaticString, _ value: PayloadValue) throws(PayloadFault) -> PayloadValue {
        guard bytes[place...].starts(with: word.description.utf8) else { throw fault("no JSON value begins here") }
        place += word.utf8CodeUnitCount
        return value
    }

    private mutating func string() throws(PayloadFault) -> String {
        place += 1
        let start = place
        var bits: UInt8 = 0
        while place < bytes.count {
            let byte = bytes[place]
            bits |= byte
            if byte == UInt8(ascii: "\"") {
                place += 1
                let slice = bytes[start..<(place - 1)]
                // Validating costs more than all the rest of the scan, and ASCII needs none.
                return bits < 0x80 ? String(decoding: slice, as: UTF8.self) : try text(slice, from: start)
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
            guard byte >= 0x20 else { throw fault("a control character stands unescaped in a string") }
            place += 1
        }
        throw fault("a string is not closed")
    }

    private func text(_ slice: ArraySlice<UInt8>, from start: Int) throws(PayloadFault) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else { throw PayloadFault(reason: "a string is not UTF-8", offset: start) }
        return text
    }

    private mutating func escapedString(from start: Int) throws(PayloadFault) -> String {
        var plain = Array(bytes[start..<place])
        while place < bytes.count {
            let byte = bytes[place]
            switch byte {
            case UInt8(ascii: "\""):
                place += 1
                return try text(plain[...], from: start)
            case UInt8(ascii: "\\"):
                place += 1
                try escape(into: &plain)
            case 0..<0x20: throw fault("a control character stands unescaped in a string")
            default:
                plain.append(byte)
                place += 1
            }
        }
        throw fault("a string is not closed")
    }

    private mutating func escape(into plain: inout [UInt8]) throws(PayloadFault) {
        guard place < bytes.count else { throw fault("a string is not closed") }
        let byte = bytes[place]
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): plain.append(byte)
        case UInt8(ascii: "b"): plain.append(0x08)
        case UInt8(ascii: "f"): plain.append(0x0C)
        case UInt8(ascii: "n"): plain.append(0x0A)
        case UInt8(ascii: "r"): plain.append(0x0D)
        case UInt8(ascii: "t"): plain.append(0x09)
        case UInt8(ascii: "u"): plain.append(contentsOf: String(Character(try scalar())).utf8)
        default:
            place -= 1
            throw fault("an escape in a string is unknown")
        }
    }

    /// One `\u` escape, or two that make a surrogate pair.
    private mutating func scalar() throws(PayloadFault) -> Unicode.Scalar {
        let first = try codeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw fault("half of a surrogate pair stands alone") }
        let second = try codeUnit()
        guard (0xDC00...0xDFFF).contains(second) else { throw fault("half of a surrogate pair stands alone") }
        let code = 0x10000 + (UInt32(first) - 0xD800) << 10 + UInt32(second) - 0xDC00
        guard let scalar = Unicode.Scalar(code) else { throw fault("half of a surrogate pair stands alone") }
        return scalar
    }

    private mutating func codeUnit() throws(PayloadFault) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard place < bytes.count, let digit = hexDigit(bytes[place]) else { throw fault("four hexadecimal digits are missing") }
            unit = unit << 4 | digit
            place += 1
        }
        return unit
    }

    private func hexDigit(_ byte: UInt8) -> UInt16? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt16(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt16(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt16(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    private mutating func skipSpace() {
        while place < bytes.count {
            switch bytes[place] {
            case 0x20, 0x0A, 0x0D, 0x09: place += 1
            default: return
            }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard place < bytes.count, bytes[place] == byte else { return false }
        place += 1
        return true
    }

    private func fault(_ reason: String) -> PayloadFault { PayloadFault(reason: reason, offset: place) }
}
