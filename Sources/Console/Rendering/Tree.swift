import Inventory
import Mustache

/// A page's value as the templates read it: once, by name, with texts in one language. Reading it through a mirror for every tag would cost more
/// than all else of a page.
enum Tree {
    static func of(_ value: Any, in language: Language) -> Any {
        switch value {
        case let text as String: return text
        case let flag as Bool: return flag
        case let number as Int: return String(number)
        case let words as Words: return words.text(in: language)
        default: break
        }
        let mirror = Mirror(reflecting: value)
        switch mirror.displayStyle {
        case .optional: return mirror.children.first.map { of($0.value, in: language) } ?? Nothing()
        case .collection: return mirror.children.map { of($0.value, in: language) }
        default: return fields(mirror, in: language)
        }
    }

    static func fields(of value: Any, in language: Language) -> [String: Any] { fields(Mirror(reflecting: value), in: language) }

    private static func fields(_ mirror: Mirror, in language: Language) -> [String: Any] {
        mirror.children.reduce(into: [:]) { fields, child in
            if let label = child.label { fields[label] = of(child.value, in: language) }
        }
    }
}

/// A value that is not there. Left out of its object, its name would be looked for in the objects around it.
private struct Nothing: MustacheCustomRenderable {
    var renderText: String { "" }
    var isNull: Bool { true }
}
