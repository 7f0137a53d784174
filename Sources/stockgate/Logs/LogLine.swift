import Inventory
import Logging

/// One log event, ready to be written.
struct LogLine {
    let time: Timestamp
    let level: Logger.Level
    let label: String
    let message: String
    /// In the order in which they are written.
    let fields: [(name: String, value: String)]

    /// `2026-11-24T09:15:00.123Z info    listener: message name=value`; what came from outside cannot begin a line of its own.
    var human: String {
        let padding = String(repeating: " ", count: max(1, 8 - level.rawValue.count))
        let pairs = fields.map { " \($0.name)=\(Self.isPlain($0.value) ? $0.value : Self.quoted($0.value))" }.joined()
        return "\(time) \(level.rawValue)\(padding)\(label): \(Self.oneLine(message))\(pairs)"
    }

    /// One JSON object; the fields' names are their own, but for those that every line has.
    var json: String {
        let fixed = [("time", time.description), ("level", level.rawValue), ("logger", label), ("message", message)]
        let own = fields.map { field in (fixed.contains { $0.0 == field.name } ? "field_\(field.name)" : field.name, field.value) }
        return "{" + (fixed + own).map { "\(Self.quoted($0.0)):\(Self.quoted($0.1))" }.joined(separator: ",") + "}"
    }

    private static func isPlain(_ text: String) -> Bool {
        !text.isEmpty && text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0 != "\"" && $0 != "=" && $0.value != 0x7F }
    }

    private static func oneLine(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
    }

    /// A JSON string.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
