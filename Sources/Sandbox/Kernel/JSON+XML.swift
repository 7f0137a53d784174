extension JSON {
    /// The same tree as XML: a list is its name once around its items, numbered maps lose their numbers.
    func xml(root: String) -> [UInt8] {
        var text = #"<?xml version="1.0" encoding="UTF-8"?>"#
        write(as: root, into: &text)
        return Array(text.utf8)
    }

    private func write(as name: String, into text: inout String) {
        text += "<\(name)>"
        switch self {
        case .object(let fields):
            for field in fields {
                if Int(field.key) == nil {
                    field.value.write(as: field.key, into: &text)
                } else {
                    for inner in field.value.fields { inner.value.write(as: inner.key, into: &text) }
                }
            }
        case .array(let items):
            let singular = name.hasSuffix("s") ? String(name.dropLast()) : name
            for item in items { item.write(as: singular, into: &text) }
        case .null: break
        case .bool, .integer, .decimal, .string:
            for character in self.text ?? "" {
                switch character {
                case "<": text += "&lt;"
                case ">": text += "&gt;"
                case "&": text += "&amp;"
                default: text.append(character)
                }
            }
        }
        text += "</\(name)>"
    }
}
