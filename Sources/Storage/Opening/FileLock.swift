import Foundation
import NIOConcurrencyHelpers

/// An advisory lock on a file or a directory (`flock`), held until it is released or its process ends, however it ends.
final class FileLock: Sendable {
    private let descriptor: NIOLockedValueBox<Int32?>

    private let path: String

    private init(_ path: String, descriptor: Int32) { (self.path, self.descriptor) = (path, NIOLockedValueBox(descriptor)) }

    deinit { release() }

    /// How a lock is shared.
    enum Kind {
        case shared
        case exclusive
    }

    /// Takes the lock, or returns nil when another holds it. `creating` makes the file when it is not there.
    static func attempt(_ path: String, _ kind: Kind, creating: Bool) throws -> FileLock? {
        let flags = creating ? O_CREAT | O_RDWR | O_CLOEXEC : O_RDONLY | O_CLOEXEC
        let descriptor = open(path, flags, 0o600)
        guard descriptor >= 0 else { throw StorageError.cannotOpen(path: path, reason: String(cString: strerror(errno))) }
        if flock(descriptor, (kind == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0 { return FileLock(path, descriptor: descriptor) }
        let code = errno
        close(descriptor)
        guard code == EWOULDBLOCK else { throw StorageError.cannotOpen(path: path, reason: String(cString: strerror(code))) }
        return nil
    }

    /// Takes the lock, asking again for at most `limit`; then throws ``StorageError/busy``.
    static func wait(_ path: String, limit: Duration) throws -> FileLock {
        let deadline = ContinuousClock.now + limit
        while true {
            if let lock = try attempt(path, .exclusive, creating: false) { return lock }
            guard ContinuousClock.now < deadline else { throw StorageError.busy }
            usleep(10_000)
        }
    }

    var isHeld: Bool { descriptor.withLockedValue { $0 != nil } }

    func release() {
        descriptor.withLockedValue {
            if let held = $0 { close(held) }
            $0 = nil
        }
    }

    /// Replaces what the file says. Throws ``StorageError/notWritable(reason:)``.
    func write(_ text: String) throws {
        guard let held = descriptor.withLockedValue({ $0 }) else { return }
        let bytes = Array(text.utf8)
        guard pwrite(held, bytes, bytes.count, 0) == bytes.count, ftruncate(held, off_t(bytes.count)) == 0 else {
            throw StorageError.notWritable(reason: "\(path): \(String(cString: strerror(errno)))")
        }
    }
}
