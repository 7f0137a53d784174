/// What was asked of a disk, in order, and what a process told others meanwhile. Files are named within their folder.
enum DiskEvent {
    case write(file: String, offset: Int, bytes: [UInt8])
    case truncate(file: String, size: Int)
    /// The file, and that it is there, is on the platter when this is over.
    case sync(file: String)
    /// The names of all files are, too.
    case syncFolder
    case delete(file: String)
    /// A second name of a file.
    case link(file: String, as: String)
    case rename(file: String, to: String)
    /// A promise that somebody may rely on from here on.
    case promise(Promise)

    var changesNames: Bool {
        switch self {
        case .delete, .link, .rename, .syncFolder: true
        case .write, .truncate, .sync, .promise: false
        }
    }

    enum Promise: Equatable {
        /// The delivery of this key is kept.
        case accepted(String)
        /// So many receipts of one piece are in the ledger.
        case applied(Int)
        /// What a `CommitDay` says, in its own words.
        case kept(String)
    }
}

/// A disk that keeps writes in memory until they are synced, as disks do: what a power cut leaves of it.
struct DiskState {
    private struct File {
        var synced: [UInt8] = []
        /// Writes and truncations since.
        var pending: [DiskEvent] = []
    }

    /// A name that is gone, one that is there, or both in one.
    private struct NameChange {
        var gone: String?
        var there: String?
        var file: Int
    }

    /// By number: a file may have two names, and a name may be another file's later.
    private var files: [Int: File] = [:]
    private var names: [String: Int] = [:]
    /// As they are on the platter.
    private var syncedNames: [String: Int] = [:]
    private var nameChanges: [NameChange] = []
    private(set) var promises: [DiskEvent.Promise] = []

    mutating func take(_ event: DiskEvent) {
        switch event {
        case .write(let name, _, _), .truncate(let name, _): files[number(of: name), default: File()].pending.append(event)
        case .sync(let name):
            let number = number(of: name)
            var file = files[number] ?? File()
            for event in file.pending { Self.apply(event, to: &file.synced) }
            file.pending = []
            files[number] = file
            syncName(name, number)
        case .syncFolder:
            for change in nameChanges { Self.apply(change, to: &syncedNames) }
            nameChanges = []
        case .delete(let name): if let file = names[name] { change(NameChange(gone: name, file: file)) }
        case .link(let name, let other): if let file = names[name] { change(NameChange(there: other, file: file)) }
        case .rename(let name, let other): if let file = names[name] { change(NameChange(gone: name, there: other, file: file)) }
        case .promise(let promise): promises.append(promise)
        }
    }

    private mutating func number(of name: String) -> Int {
        if let number = names[name] { return number }
        let number = files.count
        files[number] = File()
        change(NameChange(there: name, file: number))
        return number
    }

    private mutating func change(_ change: NameChange) {
        Self.apply(change, to: &names)
        nameChanges.append(change)
    }

    /// That a fresh file is there is on the platter with it. With the first sync of a log or a journal SQLite syncs the folder, too.
    private mutating func syncName(_ name: String, _ number: Int) {
        guard let made = nameChanges.firstIndex(where: { $0.file == number && $0.there == name && $0.gone == nil }) else { return }
        if name.hasSuffix("-wal") || name.hasSuffix("-journal") { return take(.syncFolder) }
        Self.apply(nameChanges.remove(at: made), to: &syncedNames)
    }

    /// The files after a power cut: of what was not synced each write and each name is there, or is not, or a write in part; chance decides.
    func afterCut(_ dice: inout some RandomNumberGenerator) -> [String: [UInt8]] {
        var left = syncedNames
        let lostNames = Self.losses.randomElement(using: &dice) ?? 1
        for change in nameChanges where Double.random(in: 0..<1, using: &dice) >= lostNames { Self.apply(change, to: &left) }
        var contents: [Int: [UInt8]] = [:]
        for (number, file) in files.sorted(by: { $0.key < $1.key }) {
            var bytes = file.synced
            let loss = Self.losses.randomElement(using: &dice) ?? 1
            for event in file.pending where Double.random(in: 0..<1, using: &dice) >= loss {
                Self.apply(Bool.random(using: &dice) ? event : Self.torn(event, &dice), to: &bytes)
            }
            contents[number] = bytes
        }
        return left.compactMapValues { contents[$0] }
    }

    private static func apply(_ change: NameChange, to names: inout [String: Int]) {
        if let gone = change.gone { names[gone] = nil }
        if let there = change.there { names[there] = change.file }
    }

    private static func apply(_ event: DiskEvent, to bytes: inout [UInt8]) {
        switch event {
        case .write(_, let offset, let new):
            if bytes.count < offset + new.count { bytes += [UInt8](repeating: 0, count: offset + new.count - bytes.count) }
            bytes.replaceSubrange(offset..<offset + new.count, with: new)
        case .truncate(_, let size): if size < bytes.count { bytes.removeLast(bytes.count - size) }
        case .sync, .syncFolder, .delete, .link, .rename, .promise: break
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
