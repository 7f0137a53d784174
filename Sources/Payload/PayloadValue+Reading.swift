extension PayloadValue {
    /// The value under `key` of an object; nil when this is no object or has no such key.
    public subscript(key: String) -> PayloadValue? {
        guard case .object(let object) = self else { return nil }
        return object[key]
    }

    /// A string, or a number as it was spelt; nil for everything else.
    public var text: String? {
        switch self {
        case .string(let text), .number(let text): text
        case .null, .bool, .array, .object: nil
        }
    }

    /// A whole number, written as a number or as a string of digits.
    public var integer: Int? {
        guard let text, text.utf8.first != UInt8(ascii: "+") else { return nil }
        return Int(text)
    }

    /// The largest number that is taken for a real count of anything: a thousand million.
    public static let largestCount = 1_000_000_000

    /// A count of something that sums and products are made of: a whole number from 0 to ``largestCount``. Nil for all else.
    public var count: Int? { integer.flatMap { (0...Self.largestCount).contains($0) ? $0 : nil } }

    /// Yes or no in the spellings that JSON, XML and wFirma use: `true`, `"true"`, `1`, `"1"` and their opposites.
    public var flag: Bool? {
        switch self {
        case .bool(let flag): flag
        case .string("1"), .string("true"), .number("1"): true
        case .string("0"), .string("false"), .string(""), .number("0"): false
        case .null, .string, .number, .array, .object: nil
        }
    }

    /// True for `null` and for the empty text that XML has in its place.
    @inlinable
    public var isEmpty: Bool {
        switch self {
        case .null, .string(""): true
        case .bool, .number, .string, .array, .object: false
        }
    }

    /// One item of a list and where it stands below that list.
    public struct Item: Sendable, Equatable {
        /// The JSON pointer from the list to the item, e.g. `/0` or `/0/invoice`.
        public var pointer: String
        public var value: PayloadValue
    }

    /// The items of a list: an array's elements, or the values of wFirma's `{"0":{"invoice":{…}},"parameters":{…}}`,
    /// each without the singular branch around it. Empty for everything else.
    public var items: [PayloadValue] { listItems?.map(\.value) ?? [] }

    /// As ``items``, each with its place; nil when this is no list at all. What is empty (``isEmpty``) is an empty list.
    public var listItems: [Item]? {
        switch self {
        case .array(let elements):
            return elements.enumerated().map { Item(pointer: "/\($0.offset)", value: $0.element) }
        case .object(let object):
            var items: [Item] = []
            for field in object.fields where field.key != "parameters" {
                guard field.key.utf8.allSatisfy({ (0x30...0x39).contains($0) }), !field.key.isEmpty else { return nil }
                items.append(Self.unwrapped(field))
            }
            return items
        case .null, .string(""): return []
        case .bool, .number, .string: return nil
        }
    }

    private static func unwrapped(_ field: PayloadObject.Field) -> Item {
        if case .object(let wrapper) = field.value, wrapper.fields.count == 1, let branch = wrapper.fields.first, case .object = branch.value {
            return Item(pointer: "/\(field.key)/\(branch.key)", value: branch.value)
        }
        return Item(pointer: "/\(field.key)", value: field.value)
    }
}

/// One step of a JSON pointer, escaped as RFC 6901 asks.
public func pointerStep(_ key: String) -> String {
    guard key.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return key }
    return key.reduce(into: "") { step, character in
        switch character {
        case "~": step += "~0"
        case "/": step += "~1"
        default: step.append(character)
        }
    }
}

/// `text` cut to `limit` characters with every control and format character made visible, so that what a stranger wrote can
/// stand in a log line, a terminal or a problem document.
public func printable(_ text: String, limit: Int = 200) -> String {
    // Names and numbers as almost all are: nothing to do.
    if text.utf8.count <= limit, text.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return text }
    var result = ""
    for scalar in text.unicodeScalars.prefix(limit) {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate:
            result += "\\u{\(String(scalar.value, radix: 16))}"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return text.unicodeScalars.dropFirst(limit).isEmpty ? result : result + "…"
}
