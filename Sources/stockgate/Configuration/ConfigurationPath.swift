/// Where a value stands in the file: the keys that lead to it, and positions in lists counted from 0.
struct ConfigurationPath: Hashable, Sendable, CustomStringConvertible {
    /// What begins the name of every variable that overrides a value.
    static let variablePrefix = "STOCKGATE_"

    let steps: [String]

    init(_ steps: [String] = []) { self.steps = steps }

    static func / (path: Self, step: String) -> Self { Self(path.steps + [step]) }
    static func / (path: Self, position: Int) -> Self { Self(path.steps + [String(position)]) }

    /// `sources[0].tolerance`
    var description: String {
        steps.reduce("") { text, step in
            if Int(step) != nil { return "\(text)[\(step)]" }
            return text.isEmpty ? step : "\(text).\(step)"
        }
    }

    /// The environment variable that overrides the value here: `STOCKGATE_SOURCES_0_TOLERANCE`.
    var variable: String { Self.variablePrefix + steps.joined(separator: "_").uppercased() }
}
