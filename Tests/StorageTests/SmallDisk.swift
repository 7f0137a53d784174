import Foundation

/// A file system of its own in memory, where the tests run as root.
struct SmallDisk {
    static let isPossible: Bool = {
        guard geteuid() == 0, let disk = try? SmallDisk(megabytes: 1) else { return false }
        disk.unmount()
        return true
    }()

    let path: String
    private let isOurs: Bool

    init(megabytes: Int) throws {
        (path, isOurs) = (NSTemporaryDirectory() + "stockgate-disk-" + UUID().uuidString, true)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        do { try Self.run("mount", "-t", "tmpfs", "-o", "size=\(megabytes)m", "stockgate", path) } catch {
            try? FileManager.default.removeItem(atPath: path)
            throw error
        }
    }

    /// Lays a file over itself that may only be read, whoever reads it.
    init(readOnlyFile file: String) throws {
        (path, isOurs) = (file, false)
        try Self.run("mount", "--bind", file, file)
        try Self.run("mount", "-o", "remount,bind,ro", file)
    }

    func makeReadOnly() throws { try Self.run("mount", "-o", "remount,ro", path) }

    func unmount() {
        try? Self.run("umount", "-l", path)
        if isOurs { try? FileManager.default.removeItem(atPath: path) }
    }

    private static func run(_ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.featureUnsupported) }
    }
}
