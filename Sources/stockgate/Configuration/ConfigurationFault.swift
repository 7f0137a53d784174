/// Something in the configuration that a person must mend, or with a warning should.
struct ConfigurationFault: Sendable, Equatable, CustomStringConvertible {
    /// Where the fault was seen.
    enum Place: Sendable, Equatable, CustomStringConvertible {
        case file(name: String, line: Int, column: Int)
        case variable(String)

        var description: String {
            switch self {
            case .file(let name, let line, let column): "\(name):\(line):\(column)"
            case .variable(let name): name
            }
        }
    }

    var place: Place
    /// One plain sentence.
    var message: String
    /// A warning does not keep the gateway from starting.
    var isWarning = false

    /// `FILE:LINE:COL: message`, as editors and compilers have it.
    var description: String { "\(place): \(isWarning ? "warning: " : "")\(message)" }
}

/// The configuration cannot be used; `faults` holds every reason, in the file's order.
struct ConfigurationRefused: Error, Sendable {
    let faults: [ConfigurationFault]
}
