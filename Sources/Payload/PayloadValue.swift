/// What a body said, whatever its syntax: the tree that JSON and XML both become.
///
/// Numbers keep the sender's own spelling, because a count such as `3.0000` is exact only as text.
public enum PayloadValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// A number as the sender spelt it.
    case number(String)
    case string(String)
    case array([PayloadValue])
    case object(PayloadObject)
}

/// The fields of an object in the order in which they were written; no key stands twice.
public struct PayloadObject: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    /// A key and its value.
    public struct Field: Sendable, Equatable {
        public var key: String
        public var value: PayloadValue

        public init(key: String, value: PayloadValue) {
            self.key = key
            self.value = value
        }
    }

    public private(set) var fields: [Field]

    /// Takes fields whose keys are known to differ.
    init(distinct fields: [Field]) { self.fields = fields }

    /// The fields as written in source; of a key written twice the last value stays.
    public init(dictionaryLiteral elements: (String, PayloadValue)...) {
        self.fields = []
        for (key, value) in elements { self[key] = value }
    }

    /// The value under `key`; setting nil removes the field.
    public subscript(key: String) -> PayloadValue? {
        @inlinable
        get { fields.first { $0.key == key }?.value }
        set {
            let place = fields.firstIndex { $0.key == key }
            switch (place, newValue) {
            case (let place?, let value?): fields[place].value = value
            case (let place?, nil): fields.remove(at: place)
            case (nil, let value?): fields.append(Field(key: key, value: value))
            case (nil, nil): break
            }
        }
    }
}

extension PayloadValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int) { self = .number(String(value)) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(arrayLiteral elements: PayloadValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, PayloadValue)...) {
        var object = PayloadObject()
        for (key, value) in elements { object[key] = value }
        self = .object(object)
    }

    /// A whole number.
    public init(_ integer: Int) { self = .number(String(integer)) }
}

/// Bounds on what a body may make of our memory and stack.
public struct PayloadLimits: Sendable {
    /// How deep objects, arrays and elements may be nested.
    public var depth: Int
    /// How many values (of every kind) the tree may hold.
    public var values: Int
    /// How long the body may be.
    public var bytes: Int

    public init(depth: Int = 32, values: Int = 250_000, bytes: Int = 16_777_216) {
        self.depth = depth
        self.values = values
        self.bytes = bytes
    }

    public static let `default` = PayloadLimits()
}

/// Why a body could not be read.
public struct PayloadFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong, in words that are safe to print and to send back.
    public var reason: String
    /// The byte of the body at which reading stopped, where the syntax is at fault.
    public var offset: Int?
    /// The JSON pointer (RFC 6901) of the field at fault, where one can be named.
    public var pointer: String?

    public init(reason: String, offset: Int? = nil, pointer: String? = nil) {
        self.reason = reason
        self.offset = offset
        self.pointer = pointer
    }

    public var description: String {
        var text = reason
        if let offset { text += " at byte \(offset)" }
        if let pointer { text += " at \(pointer)" }
        return text
    }
}
