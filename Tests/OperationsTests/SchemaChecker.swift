import Foundation
import Payload

/// Holds a value against a schema of the file. It knows the words that the file uses, and says so where it meets another.
struct SchemaChecker: Sendable {
    private static let annotations: Set = ["description", "format", "default", "example", "examples"]

    let contract: Contract

    /// What does not fit, each with its place.
    func faults(of value: PayloadValue, by written: PayloadValue, at place: String = "") -> [String] {
        let schema = contract.resolved(written)
        guard case .object(let words) = schema else { return ["\(place): no schema"] }
        return words.fields.flatMap { word in
            check(value, word.key, word.value, schema, place).map { "\(place.isEmpty ? "/" : place): \($0)" }
                + nested(value, word.key, word.value, schema, place)
        }
    }

    /// Faults of the value itself.
    private func check(_ value: PayloadValue, _ word: String, _ wanted: PayloadValue, _ schema: PayloadValue, _ place: String) -> [String] {
        func unless(_ fits: Bool) -> [String] { fits ? [] : ["\(value) does not fit \(word) \(wanted)"] }
        switch word {
        case "type": return unless(wanted.text.map { value.isOf(type: $0) } ?? wanted.elements.contains { value.isOf(type: $0.text ?? "") })
        case "enum": return unless(wanted.elements.contains(value))
        case "const": return unless(wanted == value)
        case "required":
            guard case .object = value else { return [] }
            return wanted.elements.compactMap(\.text).filter { value[$0] == nil }.map { "\($0) is missing" }
        case "minItems": return unless(value.elements.count >= wanted.integer ?? 0)
        case "maxItems": return unless(value.elements.count <= wanted.integer ?? .max)
        case "minLength": return unless(value.string.map { $0.count >= wanted.integer ?? 0 } ?? true)
        case "maxLength": return unless(value.string.map { $0.count <= wanted.integer ?? .max } ?? true)
        case "minimum": return unless(value.number.map { $0 >= wanted.number ?? 0 } ?? true)
        case "maximum": return unless(value.number.map { $0 <= wanted.number ?? 0 } ?? true)
        case "pattern":
            guard let text = value.string, let pattern = try? Regex(wanted.text ?? "") else { return unless(value.string == nil) }
            return unless(text.firstMatch(of: pattern) != nil)
        case "oneOf": return unless(wanted.elements.count { faults(of: value, by: $0).isEmpty } == 1)
        case "anyOf": return unless(wanted.elements.contains { faults(of: value, by: $0).isEmpty })
        case "properties", "additionalProperties", "items": return []
        default: return Self.annotations.contains(word) ? [] : ["the checker does not know the word \(word)"]
        }
    }

    /// Faults of what the value holds.
    private func nested(_ value: PayloadValue, _ word: String, _ wanted: PayloadValue, _ schema: PayloadValue, _ place: String) -> [String] {
        switch word {
        case "properties":
            return wanted.fields.flatMap { field in value[field.key].map { faults(of: $0, by: field.value, at: "\(place)/\(field.key)") } ?? [] }
        case "additionalProperties":
            let extra = value.fields.filter { schema["properties"]?[$0.key] == nil }
            if wanted == .bool(false) { return extra.map { "\(place)/\($0.key): is not in the schema" } }
            return extra.flatMap { faults(of: $0.value, by: wanted, at: "\(place)/\($0.key)") }
        case "items": return value.elements.enumerated().flatMap { faults(of: $1, by: wanted, at: "\(place)/\($0)") }
        default: return []
        }
    }
}

extension PayloadValue {
    fileprivate func isOf(type: String) -> Bool {
        switch (self, type) {
        case (.null, "null"), (.bool, "boolean"), (.string, "string"), (.array, "array"), (.object, "object"), (.number, "number"): true
        case (.number(let text), "integer"): Int(text) != nil
        default: false
        }
    }

    fileprivate var number: Double? { if case .number(let text) = self { Double(text) } else { nil } }
    fileprivate var string: String? { if case .string(let text) = self { text } else { nil } }
}
