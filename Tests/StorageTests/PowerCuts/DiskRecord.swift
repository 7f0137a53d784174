/// What was asked of a disk, in order, and what a process told others meanwhile.
enum DiskEvent {
    case write(file: String, offset: Int, bytes: [UInt8])
    case truncate(file: String, size: Int)
    /// The file, and that it is there, is on the platter when this is over.
    case sync(file: String)
    case delete(file: String)
    /// A promise that somebody may rely on from here on.
    case promise(Promise)

    enum Promise: Equatable {
        /// The delivery of this key is kept.
        case accepted(String)
        /// So many receipts of one piece are in the ledger.
        case applied(Int)
    }
}

/// A disk that keeps writes in memory until they are synced, as disks do: what a power cut leaves of it.
struct DiskState {
    private struct File {
        var synced: [UInt8] = []
        /// Nothing of it, its name included, was ever synced.
        var isNew = true
        /// Writes and truncations since.
        var pending: [DiskEvent] = []
    }

    private var files: [String: File] = [:]
    private(set) var promises: [DiskEvent.Promise] = []

    mutating func take(_ event: DiskEvent) {
        switch event {
        case .write(let file, _, _), .truncate(let file, _): files[file, default: File()].pending.append(event)
        case .sync(let file):
            var entry = files[file] ?? File()
            for event in entry.pending { Self.apply(event, to: &entry.synced) }
            (entry.pending, entry.isNew) = ([], false)
            files[file] = entry
        case .delete(let file): files[file] = nil
        case .promise(let promise): promises.append(promise)
        }
    }

    /// The files after a power cut: of what was not synced each write is there, or is not, or in part; chance decides.
    func afterCut(_ dice: inout some RandomNumberGenerator) -> [String: [UInt8]] {
        var left: [String: [UInt8]] = [:]
        for (name, file) in files.sorted(by: { $0.key < $1.key }) {
            if file.isNew, Bool.random(using: &dice) { continue }
            var bytes = file.synced
            let loss = Self.losses.randomElement(using: &dice) ?? 1
            for event in file.pending where Double.random(in: 0..<1, using: &dice) >= loss {
                Self.apply(Bool.random(using: &dice) ? event : Self.torn(event, &dice), to: &bytes)
            }
            left[name] = bytes
        }
        return left
    }

    private static func apply(_ event: DiskEvent, to bytes: inout [UInt8]) {
        switch event {
        case .write(_, let offset, let new):
            if bytes.count < offset + new.count { bytes += [UInt8](repeating: 0, count: offset + new.count - bytes.count) }
            bytes.replaceSubrange(offset..<offset + new.count, with: new)
        case .truncate(_, let size): if size < bytes.count { bytes.removeLast(bytes.count - size) }
        case .sync, .delete, .promise: break
        }
    }

    /// A write of which only the first sectors arrived.
    private static func torn(_ event: DiskEvent, _ dice: inout some RandomNumberGenerator) -> DiskEvent {
        guard case .write(let file, let offset, let bytes) = event, bytes.count > sector else { return event }
        return .write(file: file, offset: offset, bytes: Array(bytes.prefix(sector * Int.random(in: 0..<bytes.count / sector, using: &dice))))
    }

    /// Some cuts lose everything, some nothing, most a part.
    private static let losses = [0, 0.1, 0.5, 0.9, 1]
    private static let sector = 512
}
