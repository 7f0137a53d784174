// Inlinable: a generic function of another module is else called through tables, at three times the cost.
extension PayloadValue {
    /// What `read` makes of the field `key`. A fault carries the pointer of the field; so does its absence.
    @inlinable
    public func required<Result>(_ key: String, _ read: (PayloadValue) throws(PayloadFault) -> Result) throws(PayloadFault) -> Result {
        guard let result = try optional(key, read) else { throw PayloadFault(reason: "is missing").under(key) }
        return result
    }

    /// As ``required(_:_:)``, but nil when the field is missing, null or the empty text that XML has for null.
    @inlinable
    public func optional<Result>(_ key: String, _ read: (PayloadValue) throws(PayloadFault) -> Result) throws(PayloadFault) -> Result? {
        guard case .object(let object) = self else { throw PayloadFault(reason: "is not an object") }
        guard let value = object[key], !value.isEmpty else { return nil }
        do { return try read(value) } catch { throw error.under(key) }
    }

    /// What `read` makes of each item of the list `key` (see ``items``); nil when there is no such field.
    @inlinable
    public func list<Item>(_ key: String, _ read: (PayloadValue) throws(PayloadFault) -> Item) throws(PayloadFault) -> [Item]? {
        guard case .object(let object) = self else { throw PayloadFault(reason: "is not an object") }
        guard let value = object[key], value != .null else { return nil }
        guard let entries = value.listItems else { throw PayloadFault(reason: "is not a list").under(key) }
        var results: [Item] = []
        results.reserveCapacity(entries.count)
        for entry in entries {
            do { results.append(try read(entry.value)) } catch { throw error.below(entry.pointer).under(key) }
        }
        return results
    }

    /// How long an identifier of another system may be.
    public static let identifierLimit = 64

    /// A name that another system gave to a thing: text without control characters, or a whole number.
    public func identifier() throws(PayloadFault) -> String {
        switch self {
        case .string(let text) where text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F }):
            guard !text.isEmpty, text.utf8.count <= Self.identifierLimit else { break }
            return text
        case .number(let text) where text.utf8.allSatisfy({ (0x30...0x39).contains($0) }):
            guard text.utf8.count <= Self.identifierLimit else { break }
            return text
        case .null, .bool, .number, .string, .array, .object: break
        }
        throw PayloadFault(reason: "is not an identifier of 1 to \(Self.identifierLimit) characters")
    }

    /// A text; a number counts as its spelling.
    public func words() throws(PayloadFault) -> String {
        guard let text else { throw PayloadFault(reason: "is not a text") }
        return text
    }
}

extension PayloadFault {
    /// This fault seen from the object that holds it under `key`.
    public func under(_ key: String) -> PayloadFault { below("/" + pointerStep(key)) }

    /// This fault seen from a value that holds it at `pointer`.
    public func below(_ pointer: String) -> PayloadFault {
        PayloadFault(reason: reason, offset: offset, pointer: pointer + (self.pointer ?? ""))
    }
}
