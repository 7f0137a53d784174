import Foundation
import Inventory
import OpenSSLCrypto

/// The file of `secrets_key` while the key in it changes: `PATH` seals, `PATH.former` still opens; `PATH.former-TIME` is what backups of before need, and
/// is read only where `former_secrets_keys` names it. Each step is a rename or a link, so that whoever
/// reads the two at any moment, and whatever stops us between two steps, has the keys for all that is sealed.
struct KeyFile {
    let path: String

    var former: String { path + ".former" }
    private var fresh: String { path + ".fresh" }

    /// The key that stood in the file of `secrets_key` before, while it is still needed.
    static func former(beside secrets: [ConfiguredSecret]) -> Secret? {
        guard case .file(let path)? = secrets.first(where: { $0.name == "secrets_key" })?.origin else { return nil }
        return KeyFile(path: path).read(path + ".former")
    }

    /// An earlier change waits for its end.
    var isChanging: Bool { read(former).map { $0 != read(path) } ?? false }

    /// Puts a new key in the file and keeps the old one beside it; does nothing where an earlier change waits for its end. False then.
    func change(to key: Secret) throws(CommandFailure) -> Bool {
        guard read(path) != nil else { throw fault("cannot be read") }
        if isChanging { return false }
        unlink(former)
        unlink(fresh)
        guard link(path, former) == 0 else { throw fault("cannot be kept under another name") }
        try write(key.bytes + [UInt8(ascii: "\n")])
        guard rename(fresh, path) == 0 else { throw fault("cannot be replaced") }
        syncFolder()
        return true
    }

    /// Nothing in the store is sealed under the former key any more. Returns where it is kept, for its owner alone.
    func putAway(at moment: Timestamp) throws(CommandFailure) -> String {
        for place in (1...).lazy.map({ "\(former)-\(moment.fileStamp)" + ($0 == 1 ? "" : "-\($0)") }) {
            guard chmod(former, 0o600) == 0 else { break }
            if link(former, place) == 0 {
                unlink(former)
                syncFolder()
                return place
            }
            guard errno == EEXIST else { break }
        }
        throw fault("cannot be kept under another name")
    }

    /// To a file with the owner and permissions of the one that it will replace, on the disk when this returns.
    private func write(_ bytes: [UInt8]) throws(CommandFailure) {
        guard let old = try? FileManager.default.attributesOfItem(atPath: path) else { throw fault("cannot be looked at") }
        func number(_ key: FileAttributeKey) -> UInt32 { (old[key] as? NSNumber)?.uint32Value ?? 0 }
        let descriptor = open(fresh, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw fault("cannot be written anew") }
        defer { close(descriptor) }
        guard Foundation.write(descriptor, bytes, bytes.count) == bytes.count,
            fchown(descriptor, number(.ownerAccountID), number(.groupOwnerAccountID)) == 0,
            fchmod(descriptor, number(.posixPermissions) & 0o777) == 0, fsync(descriptor) == 0
        else {
            let failure = fault("cannot be written anew")
            unlink(fresh)
            throw failure
        }
    }

    private func read(_ path: String) -> Secret? {
        guard var bytes = FileManager.default.contents(atPath: path).map(Array.init) else { return nil }
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        return bytes.isEmpty ? nil : Secret(bytes)
    }

    private func syncFolder() {
        let folder = open(URL(filePath: path).deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }

    private func fault(_ what: String) -> CommandFailure {
        CommandFailure(.inputOutput, "the key's file \(path) (secrets_key) \(what): \(String(cString: strerror(errno)))")
    }
}
