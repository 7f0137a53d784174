/// A JSON value as the two simulated systems speak it. Objects keep their order, so that a seed gives the same bytes.
enum JSON: Sendable, Equatable {
    case null
    case bool(Bool)
    case integer(Int)
    case decimal(Double)
    case string(String)
    case array([JSON])
    case object([Field])

    struct Field: Sendable, Equatable {
        let key: String
        let value: JSON
    }

    /// An object in the order given; fields whose value is nil are left out.
    static func fields(_ fields: KeyValuePairs<String, JSON?>) -> JSON {
        .object(fields.compactMap { key, value in value.map { Field(key: key, value: $0) } })
    }

    /// `text`, or null.
    static func optional(_ text: String?) -> JSON { text.map(JSON.string) ?? .null }

    subscript(key: String) -> JSON? {
        guard case .object(let fields) = self else { return nil }
        return fields.first { $0.key == key }?.value
    }

    /// The fields of an object, none of anything else.
    var fields: [Field] {
        guard case .object(let fields) = self else { return [] }
        return fields
    }

    /// A string, or a number or a truth value as text: senders quote as they please.
    var text: String? {
        switch self {
        case .string(let text): text
        case .integer(let number): String(number)
        case .decimal(let number): String(number)
        case .bool(let value): value ? "1" : "0"
        case .null, .array, .object: nil
        }
    }

    var number: Int? {
        switch self {
        case .integer(let number): number
        case .string(let text): Int(text)
        case .null, .bool, .decimal, .array, .object: nil
        }
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    init(stringLiteral value: String) { self = .string(value) }
    init(integerLiteral value: Int) { self = .integer(value) }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(arrayLiteral elements: JSON...) { self = .array(elements) }
    init(dictionaryLiteral elements: (String, JSON)...) { self = .object(elements.map { Field(key: $0.0, value: $0.1) }) }
}
