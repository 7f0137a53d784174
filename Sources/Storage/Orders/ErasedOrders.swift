import Foundation
import OpenSSLCrypto

/// The orders whose buyers' data was erased by a person's wish, beside a file and in none of its backups: `DATABASE.erased`, a line for each, the
/// digest of the order's id. So a wish outlives the restore of a backup that is older than it (R46). A server's store has its list in
/// `stockgate_fleet`.
struct ErasedOrders {
    static let suffix = ".erased"

    private let path: String

    /// - Parameter database: the store's file.
    init(beside database: String) { path = database + Self.suffix }

    /// What stands for an order in the list: nobody reads an id out of it.
    static func digest(_ id: String) -> [UInt8] { SHA256.digest(Array("stockgate erased \(id)".utf8)) }

    /// Adds orders by their digests; on the disk when this returns. Throws ``StorageError/notWritable(reason:)``.
    func add(_ digests: [[UInt8]]) throws {
        let known = all
        let fresh = digests.filter { !known.contains($0) }
        guard !fresh.isEmpty else { return }
        let isNew = !StoreFiles.exists(path)
        Store.makePrivateFile(path)
        guard let file = FileHandle(forUpdatingAtPath: path) else {
            throw StorageError.notWritable(reason: "\(path): \(String(cString: strerror(errno)))")
        }
        defer { try? file.close() }
        do {
            let end = try file.seekToEnd()
            // A line that a crash cut off is no digest: the next one begins on its own.
            let start = end == 0 ? "" : "\n"
            try file.write(contentsOf: Data((start + fresh.map { hexadecimal($0) + "\n" }.joined()).utf8))
            try file.synchronize()
        } catch {
            throw StorageError.notWritable(reason: "\(path): \(error)")
        }
        if isNew { try StoreFiles.sync((path as NSString).deletingLastPathComponent, isDirectory: true) }
    }

    /// The digests of all that are listed; none where there is no list.
    var all: Set<[UInt8]> {
        let text = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return Set(text.split(separator: "\n").compactMap { Self.bytes($0) })
    }

    private static func bytes(_ line: Substring) -> [UInt8]? {
        let digits = line.compactMap(\.hexDigitValue)
        guard digits.count == 64, line.utf8.count == 64 else { return nil }
        return stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }
}
