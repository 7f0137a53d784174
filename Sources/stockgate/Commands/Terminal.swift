import Foundation
import Payload

/// What the command writes for the one who called it: data to standard output, the rest to standard error.
enum Terminal {
    /// Writes one line of data, at once even into a pipe.
    static func say(_ line: String) {
        do { try FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8)) } catch {
            // Whoever asked reads no more: the rest would be for nobody.
            exit(CommandFailure.Cause.inputOutput.rawValue)
        }
    }

    /// A person reads standard output, not a pipe or a file.
    static var isInteractive: Bool { isatty(STDOUT_FILENO) == 1 }

    static func complain(_ lines: [String]) {
        for line in lines { LineQueue.standardError.write(line) }
        LineQueue.standardError.drain()
    }

    /// Writes `value` as one JSON document, with names in snake_case and keys in order.
    static func say(json value: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        say(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    /// Writes a document as the admin API does.
    static func say(json value: PayloadValue) {
        say(String(decoding: value.jsonBytes(), as: UTF8.self))
    }
}
