import Foundation

/// Why a call ends without having done what it was asked, in the words that a person sees, with the exit code of sysexits.
struct CommandFailure: Error, CustomStringConvertible {
    /// What scripts tell causes apart by.
    enum Cause: Int32 {
        case usage = 64
        case badData = 65
        case unavailable = 69
        case inputOutput = 74
        case tryLater = 75
        case configuration = 78
    }

    let cause: Cause
    /// Lines for standard error; most failures have one.
    let lines: [String]

    init(_ cause: Cause, _ line: String) {
        self.cause = cause
        lines = ["stockgate: \(line)"]
    }

    init(_ refused: ConfigurationRefused) {
        cause = .configuration
        lines = refused.faults.map(\.description)
    }

    var description: String { lines.joined(separator: "\n") }

    /// Says why, and ends the process.
    func leave() -> Never {
        Terminal.complain(lines)
        exit(cause.rawValue)
    }
}
