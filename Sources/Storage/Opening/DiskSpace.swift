import Foundation

/// What is left of the disk that a file lies on.
enum DiskSpace {
    /// Bytes that this user may still write; nil where the system does not tell.
    static func free(at path: String) -> Int? {
        var disk = statvfs()
        guard statvfs(path, &disk) == 0 else { return nil }
        return Int(clamping: UInt64(disk.f_bavail) * UInt64(disk.f_frsize))
    }
}
