import Foundation
import GRDBSQLite
import NIOConcurrencyHelpers

@testable import Storage

/// Stands between SQLite and the operating system and writes down what is asked of the files of one folder. Everything is passed on as it is.
///
/// It is SQLite's own file system under another name: each file is opened by that one, and then gets a table of functions in which those that
/// change the file note it (https://sqlite.org/vfs.html).
enum RecordingDisk {
    private struct State {
        /// With a slash at its end.
        var folder: String?
        var events: [DiskEvent] = []
        /// Open files by their address.
        var files: [Int: OpenFile] = [:]

        /// A file's name within the folder; nil for one that lies elsewhere, or when nothing is recorded.
        func name(_ path: String) -> String? { folder.flatMap { path.hasPrefix($0) ? String(path.dropFirst($0.count)) : nil } }
    }

    private struct OpenFile: Sendable {
        let name: String
        /// Where SQLite's own functions for it stand: a log's are others than a database's.
        let functions: Int
    }

    private static let state = NIOLockedValueBox(State())

    /// Does `work` while everything that happens to files in `folder` is noted. One at a time.
    static func record(_ folder: String, _ work: () async throws -> Void) async throws -> [DiskEvent] {
        guard sqlite3_vfs_register(FileSystem.recording, 1) == SQLITE_OK else { throw CocoaError(.featureUnsupported) }
        defer { sqlite3_vfs_unregister(FileSystem.recording) }
        state.withLockedValue { ($0.folder, $0.events) = (folder + "/", []) }
        try await StoreFiles.$witness.withValue(note) { try await work() }
        return state.withLockedValue { state in
            state.folder = nil
            return state.events
        }
    }

    /// Notes a promise at this place of the record.
    static func note(_ promise: DiskEvent.Promise) { state.withLockedValue { $0.events.append(.promise(promise)) } }

    /// Notes what the store does to its files beside SQLite.
    @Sendable private static func note(_ step: StoreFiles.Step) {
        state.withLockedValue { state in
            switch step {
            case .linked(let path, let other):
                if let name = state.name(path), let other = state.name(other) { state.events.append(.link(file: name, as: other)) }
            case .renamed(let path, let other):
                if let name = state.name(path), let other = state.name(other) { state.events.append(.rename(file: name, to: other)) }
            case .removed(let path): if let name = state.name(path) { state.events.append(.delete(file: name)) }
            case .synced(let path): if let name = state.name(path) { state.events.append(.sync(file: name)) }
            case .syncedFolder(let path): if path + "/" == state.folder { state.events.append(.syncFolder) }
            }
        }
    }

    fileprivate static func open(
        _ name: UnsafePointer<CChar>?, _ file: UnsafeMutablePointer<sqlite3_file>?, _ flags: CInt, _ given: UnsafeMutablePointer<CInt>?
    ) -> CInt {
        let code = FileSystem.own?.pointee.xOpen?(FileSystem.own, name, file, flags, given) ?? SQLITE_CANTOPEN
        guard code == SQLITE_OK, let file, let path = name.map({ String(cString: $0) }) else { return code }
        state.withLockedValue { state in
            guard let name = state.name(path) else { return }
            state.files[Int(bitPattern: file)] = OpenFile(name: name, functions: Int(bitPattern: file.pointee.pMethods))
            FileSystem.replaceFunctions(of: file)
        }
        return code
    }

    fileprivate static func close(_ file: UnsafeMutablePointer<sqlite3_file>?) -> CInt {
        let open = state.withLockedValue { $0.files.removeValue(forKey: Int(bitPattern: file)) }
        return FileSystem.functions(at: open?.functions)?.xClose?(file) ?? SQLITE_MISUSE
    }

    fileprivate static func delete(_ name: UnsafePointer<CChar>?, _ syncsFolder: CInt) -> CInt {
        let path = name.map { String(cString: $0) } ?? ""
        return state.withLockedValue { state in
            let code = FileSystem.own?.pointee.xDelete?(FileSystem.own, name, syncsFolder) ?? SQLITE_MISUSE
            guard code == SQLITE_OK, let file = state.name(path) else { return code }
            state.events.append(.delete(file: file))
            if syncsFolder != 0 { state.events.append(.syncFolder) }
            return code
        }
    }

    /// Does what was asked and notes it, in one: the record has the order in which things happened.
    fileprivate static func noting(
        _ file: UnsafeMutablePointer<sqlite3_file>?, _ event: (String) -> DiskEvent, _ act: (sqlite3_io_methods) -> CInt?
    ) -> CInt {
        state.withLockedValue { state in
            guard let open = state.files[Int(bitPattern: file)] else { return SQLITE_MISUSE }
            let code = FileSystem.functions(at: open.functions).flatMap(act) ?? SQLITE_MISUSE
            if code == SQLITE_OK, state.folder != nil { state.events.append(event(open.name)) }
            return code
        }
    }
}

/// The functions of SQLite's own file system, and copies in which ours stand. They live as long as the process, as SQLite wants it, and are
/// written to once, under the lock of the record.
private enum FileSystem {
    nonisolated(unsafe) static let own: UnsafeMutablePointer<sqlite3_vfs>? = sqlite3_vfs_find("unix")
    /// Copies by the place of what they were copied from.
    nonisolated(unsafe) private static var copies: [Int: UnsafePointer<sqlite3_io_methods>] = [:]

    static func functions(at place: Int?) -> sqlite3_io_methods? { place.flatMap { UnsafePointer(bitPattern: $0)?.pointee } }

    nonisolated(unsafe) static let recording: UnsafeMutablePointer<sqlite3_vfs> = {
        let disk = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        disk.initialize(to: own?.pointee ?? sqlite3_vfs())
        disk.pointee.zName = UnsafePointer(strdup("recording"))
        disk.pointee.pNext = nil
        disk.pointee.xOpen = { _, name, file, flags, given in RecordingDisk.open(name, file, flags, given) }
        disk.pointee.xDelete = { _, name, syncsFolder in RecordingDisk.delete(name, syncsFolder) }
        return disk
    }()

    static func replaceFunctions(of file: UnsafeMutablePointer<sqlite3_file>) {
        guard let own = file.pointee.pMethods else { return }
        let place = Int(bitPattern: own)
        if copies[place] == nil {
            let copy = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
            copy.initialize(to: noting(own.pointee))
            copies[place] = UnsafePointer(copy)
        }
        file.pointee.pMethods = copies[place]
    }

    private static func noting(_ functions: sqlite3_io_methods) -> sqlite3_io_methods {
        var functions = functions
        functions.xWrite = { file, bytes, count, offset in
            let copy = Array(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
            return RecordingDisk.noting(file, { .write(file: $0, offset: Int(offset), bytes: copy) }, { $0.xWrite?(file, bytes, count, offset) })
        }
        functions.xTruncate = { file, size in
            RecordingDisk.noting(file, { .truncate(file: $0, size: Int(size)) }, { $0.xTruncate?(file, size) })
        }
        functions.xSync = { file, flags in RecordingDisk.noting(file, { .sync(file: $0) }, { $0.xSync?(file, flags) }) }
        functions.xClose = { RecordingDisk.close($0) }
        return functions
    }
}
