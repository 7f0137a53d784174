import Foundation

/// The `conditions` of a find. A field that the module does not filter by is dropped without a word: its condition holds
/// for every row, as wFirma does it.
struct WFirmaConditions: Sendable {
    private indirect enum Node: Sendable {
        case all([Node])
        case any([Node])
        case none([Node])
        case test(field: String, operator: String, value: String)
        case list(field: String, values: [String])
    }

    private let root: Node

    /// - Parameter supported: the fields that the module filters by.
    init(_ conditions: JSON?, supported: Set<String>) {
        root = .all(Self.nodes(in: conditions, supported: supported))
    }

    var isEmpty: Bool { if case .all(let nodes) = root { nodes.isEmpty } else { false } }

    /// The value of an `eq` that every found row must satisfy, so that an index can serve it.
    func required(_ field: String) -> String? {
        guard case .all(let nodes) = root else { return nil }
        for case .test(field, "eq", let value) in nodes { return value }
        return nil
    }

    /// Whether a row passes; `value` gives the row's text for a supported field, nil where it has none.
    func hold(for value: (String) -> String?) -> Bool { Self.holds(root, value) }

    private static func nodes(in list: JSON?, supported: Set<String>) -> [Node] {
        (list?.fields ?? []).sorted { (Int($0.key) ?? 0) < (Int($1.key) ?? 0) }.flatMap { field -> [Node] in
            let entry = Int(field.key) == nil ? JSON.object([field]) : field.value
            return entry.fields.compactMap { group in
                switch group.key {
                case "condition": test(group.value, supported: supported)
                case "and": .all(nodes(in: group.value, supported: supported))
                case "or": .any(nodes(in: group.value, supported: supported))
                case "not": .none(nodes(in: group.value, supported: supported))
                default: nil
                }
            }
        }
    }

    private static func test(_ condition: JSON, supported: Set<String>) -> Node? {
        guard let named = condition["field"]?.text, let last = named.split(separator: ".").last.map(String.init) else { return nil }
        // `Invoice.id` of a warehouse document is not the document's own id.
        let name = supported.contains(named) ? named : last
        guard supported.contains(name) else { return nil }
        let (comparison, value) = (condition["operator"]?.text ?? "eq", condition["value"]?.text ?? "")
        if comparison == "in" { return .list(field: name, values: value.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }) }
        return .test(field: name, operator: comparison, value: value)
    }

    private static func holds(_ node: Node, _ value: (String) -> String?) -> Bool {
        switch node {
        case .all(let nodes): nodes.allSatisfy { holds($0, value) }
        case .any(let nodes): nodes.isEmpty || nodes.contains { holds($0, value) }
        case .none(let nodes): nodes.allSatisfy { !holds($0, value) }
        case .test(let field, let comparison, let wanted): compare(value(field), comparison, wanted)
        case .list(let field, let values): value(field).map { values.contains($0) } ?? false
        }
    }

    private static func compare(_ found: String?, _ comparison: String, _ wanted: String) -> Bool {
        guard let found else { return comparison == "is null" || comparison == "ne" }
        switch comparison {
        case "eq": return found == wanted
        case "ne": return found != wanted
        case "is null": return false
        case "is not null": return true
        case "like": return matches(found, wanted)
        case "not like": return !matches(found, wanted)
        default: break
        }
        let isLess: Bool
        if let left = Double(found), let right = Double(wanted) { isLess = left < right } else { isLess = found < wanted }
        let isEqual = found == wanted || (Double(found).map { $0 == Double(wanted) } ?? false)
        switch comparison {
        case "gt": return !isLess && !isEqual
        case "ge": return !isLess || isEqual
        case "lt": return isLess && !isEqual
        case "le": return isLess || isEqual
        default: return true
        }
    }

    /// SQL's LIKE with `%` at the ends only.
    private static func matches(_ text: String, _ pattern: String) -> Bool {
        let core = pattern.trimmingCharacters(in: ["%"]).lowercased()
        let text = text.lowercased()
        switch (pattern.hasPrefix("%"), pattern.hasSuffix("%")) {
        case (true, true): return text.contains(core)
        case (true, false): return text.hasSuffix(core)
        case (false, true): return text.hasPrefix(core)
        case (false, false): return text == core
        }
    }
}
