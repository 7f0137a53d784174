public import Foundation
import NIOConcurrencyHelpers

/// A recorded day on the disk, one file that only its owner may read: a line of its own words, a copy of the store as it stood when the day began, and
/// a line for each thing that came in after that. Lines are only ever added, so that a crash costs the last ones at most.
public final class DayFile: Sendable {
    public static let ending = ".stockgate-day"
    private static let mark = "stockgate-day 1\n"

    public let path: String
    private let handle: FileHandle
    private let written: NIOLockedValueBox<Int>

    /// Bytes of the file.
    public var size: Int { written.withLockedValue { $0 } }

    /// Begins a day. `header` is one line; the store's copy at `snapshot` is taken in.
    ///
    /// Throws ``StorageError/notWritable(reason:)``, also where the calling task is cancelled.
    public init(beginning path: String, header: [UInt8], snapshot: String) throws {
        Store.makePrivateFile(path)
        guard let handle = FileHandle(forWritingAtPath: path), let copy = FileHandle(forReadingAtPath: snapshot) else {
            throw StorageError.notWritable(reason: path)
        }
        (self.path, self.handle, written) = (path, handle, NIOLockedValueBox(0))
        defer { try? copy.close() }
        do {
            try append(Array(Self.mark.utf8) + header + Array("\n\(StoreFiles.size(snapshot))\n".utf8))
            while let piece = try copy.read(upToCount: 1 << 20), !piece.isEmpty {
                try Task.checkCancellation()
                try append(Array(piece))
            }
            try sync()
        } catch {
            StoreFiles.remove(path)
            throw StorageError.notWritable(reason: "\(path): \(error)")
        }
    }

    deinit { try? handle.close() }

    public func append(_ bytes: [UInt8]) throws {
        try handle.write(contentsOf: Data(bytes))
        written.withLockedValue { $0 += bytes.count }
    }

    /// What was added is on the disk when this returns.
    public func sync() throws { try handle.synchronize() }
}

/// A recorded day as it is read.
public struct StoredDay: Sendable {
    public let header: [UInt8]
    /// What came in, a line each. A last one that was cut off is not among them.
    public let lines: [[UInt8]]
    private let snapshot: Data

    /// Throws ``StorageError/cannotOpen(path:reason:)`` or ``StorageError/corrupted(reason:)``.
    public init(at path: String) throws {
        guard let bytes = FileManager.default.contents(atPath: path) else { throw StorageError.cannotOpen(path: path, reason: "it cannot be read") }
        var parts: [Data] = []
        var rest = bytes[...]
        while parts.count < 3, let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            parts.append(rest[..<end])
            rest = rest[rest.index(after: end)...]
        }
        guard parts.count == 3, parts[0] == Data("stockgate-day 1".utf8), let size = Int(String(decoding: parts[2], as: UTF8.self)),
            (0...rest.count).contains(size)
        else { throw StorageError.corrupted(reason: "\(path) is no whole recorded day") }
        header = Array(parts[1])
        snapshot = rest.prefix(size)
        let stream = rest.dropFirst(size)
        let end = stream.lastIndex(of: UInt8(ascii: "\n")) ?? stream.startIndex
        lines = stream[..<end].split(separator: UInt8(ascii: "\n")).map { Array($0) }
    }

    /// Writes the store as it stood when the day began.
    public func writeSnapshot(to path: String) throws {
        Store.makePrivateFile(path)
        do { try snapshot.write(to: URL(filePath: path)) } catch { throw StorageError.notWritable(reason: "\(path): \(error)") }
    }
}

/// The folder of recorded days: what is too old goes, and the oldest ones where all together are too large (R46).
public struct DayFolder: Sendable {
    public let path: String

    public init(_ path: String) { self.path = path }

    /// Where a day that begins at this moment stands.
    public func file(of stamp: String) -> String { URL(filePath: path).appending(path: stamp + DayFile.ending).path }

    /// Removes what a day that never began left here: a copy of the store may be without its mask yet.
    public func removeLeftCopies() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        for name in names where name.hasPrefix(Self.copyPrefix) { try? FileManager.default.removeItem(atPath: path + "/" + name) }
    }

    private static let copyPrefix = ".snapshot-"

    /// Where a copy of the store stands until it is in the day's file.
    public func copy(named name: String) -> String { path + "/" + Self.copyPrefix + name }

    /// Removes days other than `current` that nothing was added to since `moment`, and further ones, the oldest first, until all have at most `bytes`.
    public func trim(notChangedSince moment: Date, bytes: Int, but current: String?) {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { $0.hasSuffix(DayFile.ending) }.sorted()
        let days = names.map { URL(filePath: path).appending(path: $0).path }
        var total = days.reduce(0) { $0 + StoreFiles.size($1) }
        for day in days where day != current {
            let changed = (try? FileManager.default.attributesOfItem(atPath: day))?[.modificationDate] as? Date
            guard total > bytes || (changed ?? .distantPast) < moment else { continue }
            total -= StoreFiles.size(day)
            StoreFiles.remove(day)
        }
    }
}
