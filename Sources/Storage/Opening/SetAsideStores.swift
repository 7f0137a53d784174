import Foundation
public import Inventory

/// The stores that restores put aside, `DATABASE.replaced-20261129T101500` with their logs, and what a restore that was killed left,
/// `DATABASE.restoring`. Buyers' data stands in them as in the store: they are kept no longer than backups (R46).
public struct SetAsideStores: Sendable {
    private static let mark = ".replaced-"
    private static let unfinished = ".restoring"

    private let database: String

    /// - Parameter database: the store's file.
    public init(beside database: String) { self.database = database }

    func path(at moment: Timestamp) -> String { database + Self.mark + moment.fileStamp }

    /// The files of finished restores, the oldest first, a name for each store.
    public var all: [String] { stamps.map { database + Self.mark + $0 } }

    /// What a restore that was killed left; nil where none did, or one runs now.
    public var leftOver: String? {
        let path = database + Self.unfinished
        return StoreFiles.exists(path) ? path : nil
    }

    /// Removes those that were put aside before `moment`, and what a killed restore left. For whoever holds the ``ServeLock``: no restore runs
    /// meanwhile.
    func remove(before moment: Timestamp) {
        let limit = moment.fileStamp
        for stamp in stamps where stamp < limit { StoreFiles.remove(database + Self.mark + stamp) }
        if let leftOver { StoreFiles.remove(leftOver) }
    }

    private var stamps: [String] {
        let file = URL(filePath: database)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: file.deletingLastPathComponent().path)) ?? []
        let prefix = file.lastPathComponent + Self.mark
        // A log alone, too, is what is left of one.
        let stamps = names.filter { $0.hasPrefix(prefix) }.compactMap { $0.dropFirst(prefix.count).prefixMatch(of: #/[0-9]{8}T[0-9]{6}/#)?.output }
        return Set(stamps.map { String($0) }).sorted()
    }
}

extension Store {
    /// Removes what restores put aside before `moment`.
    public func removeSetAside(before moment: Timestamp) {
        guard !options.isPostgreSQL, !options.runsOnCaller else { return }
        SetAsideStores(beside: options.path).remove(before: moment)
    }
}
