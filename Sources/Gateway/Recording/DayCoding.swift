import Foundation
import OpenSSLCrypto

/// How a recorded day's lines are spelt.
enum DayCoding {
    static func line(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        return Array(try encoder.encode(value)) + [UInt8(ascii: "\n")]
    }

    static func read<Value: Decodable>(_: Value.Type, _ line: [UInt8]) throws -> Value {
        try JSONDecoder().decode(Value.self, from: Data(line))
    }
}

/// Tells texts apart.
enum DayDigest {
    static func of(_ text: [UInt8]) -> [UInt8] { Array(SHA256.digest(text).prefix(16)) }
}
