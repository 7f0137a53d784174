import Foundation
import OpenSSLCrypto

/// What a table holds, in whatever order its rows come: how many there are, and the sum of their SHA-256 digests in four parts.
struct TableDigest: Equatable {
    private(set) var rows = 0
    private var sums: [UInt64] = [0, 0, 0, 0]

    mutating func add(_ row: [DatabaseValue]) {
        rows += 1
        var bytes: [UInt8] = []
        for value in row { Self.write(value, to: &bytes) }
        let digest = SHA256.digest(bytes)
        for part in sums.indices {
            sums[part] &+= digest[(part * 8)..<(part * 8 + 8)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
    }

    /// Each with its kind and its length, so that no two rows read alike.
    private static func write(_ value: DatabaseValue, to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes.append(0)
        case .integer(let number): write(1, digits(UInt64(bitPattern: number)), to: &bytes)
        // PostgreSQL's texts hold no NUL; the client writes a question mark in its place.
        case .text(let text): write(2, text.utf8.map { $0 == 0 ? UInt8(ascii: "?") : $0 }, to: &bytes)
        case .blob(let data): write(3, Array(data), to: &bytes)
        }
    }

    private static func write(_ kind: UInt8, _ content: [UInt8], to bytes: inout [UInt8]) {
        bytes.append(kind)
        bytes += digits(UInt64(content.count))
        bytes += content
    }

    /// The greatest first.
    private static func digits(_ number: UInt64) -> [UInt8] { (0..<8).reversed().map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) } }
}
