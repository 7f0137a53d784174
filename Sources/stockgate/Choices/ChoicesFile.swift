import Foundation
import Inventory
import OpenSSLCrypto
import Storage
import Yams

/// The shop's own choices outside the database (R36).
struct ChoicesFile: Sendable {
    let path: String

    /// What the file holds; nil where there is none. Throws every fault of one that cannot be used.
    func read() throws(ConfigurationRefused) -> Choices? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let bytes = FileManager.default.contents(atPath: path) else { throw refusal("the choices file cannot be read by this user") }
        guard let text = String(bytes: bytes, encoding: .utf8) else { throw refusal("the choices file is not UTF-8 text") }
        return try Self.read(text, named: path)
    }

    static func read(_ text: String, named name: String) throws(ConfigurationRefused) -> Choices {
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw ConfigurationRefused(faults: [ConfigurationFile.syntaxFault(error, name)])
        }
        // No variable overrides it: it is what was chosen.
        var reader = ConfigurationReader(file: name, context: ValueContext(environment: [:], folder: "/"))
        var document = ChoicesDocument()
        reader.read(ChoicesDocument.self, into: &document, from: root, at: ConfigurationPath())
        check(document, &reader)
        guard reader.faults.isEmpty else { throw ConfigurationRefused(faults: reader.faults) }
        return Choices(document)
    }

    private static func check(_ document: ChoicesDocument, _ reader: inout ConfigurationReader) {
        let root = ConfigurationPath()
        var accounts: Set<String> = []
        for (index, part) in document.accounts.enumerated() where !part.account.isEmpty && !accounts.insert(part.account).inserted {
            reader.fault(at: root / "accounts" / index / "account", "account \(part.account) stands here twice")
        }
        var offers: Set<String> = []
        for (index, part) in document.offers.enumerated() {
            let path = root / "offers" / index
            if !part.offer.isEmpty, !offers.insert(part.offer).inserted {
                reader.fault(at: path / "offer", "offer \(part.offer) stands here twice")
            }
            var products: Set<String> = []
            for component in part.components where !component.product.isEmpty && !products.insert(component.product).inserted {
                reader.fault(at: path / "components", "product \(component.product) stands in two components of offer \(part.offer)")
            }
            if part.components.isEmpty, part.sync || part.autoClose || part.autoResume {
                reader.fault(at: path, "offer \(part.offer) has a switch on and no component that it could follow")
            }
        }
    }

    /// SHA-256 of what the file holds; nil where there is none that can be read.
    var digest: [UInt8]? { FileManager.default.contents(atPath: path).map { SHA256.digest(Array($0)) } }

    /// Writes the file so that whatever happens, either the old one or the new one is there, whole. Returns its ``digest``.
    @discardableResult
    func write(_ choices: Choices, names: [OfferID: String]) throws -> [UInt8] {
        let bytes = Array(ChoicesDocument.text(of: choices, names: names).utf8)
        let fresh = path + ".new"
        let descriptor = open(fresh, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else { throw fault("cannot be written") }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            try file.write(contentsOf: bytes)
            try file.synchronize()
            try file.close()
        } catch {
            // Foundation's own words are for no one; what the system said lies below them.
            let cause = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
            let isFull = (error as? CocoaError)?.code == .fileWriteOutOfSpace
            throw fault("cannot be written", because: cause.domain == NSPOSIXErrorDomain ? Int32(cause.code) : isFull ? ENOSPC : EIO)
        }
        guard rename(fresh, path) == 0 else { throw fault("cannot be replaced") }
        syncFolder()
        return SHA256.digest(bytes)
    }

    /// What would keep the file from being written; nil when nothing does.
    var obstacle: String? {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
            return "there is no folder \(folder)"
        }
        guard FileManager.default.isWritableFile(atPath: folder) else { return "this user may not write in the folder \(folder)" }
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
        return isFolder.boolValue ? "\(path) is a folder" : nil
    }

    /// Keeps a file that says something else than the database, under a name with the time, which no later one takes; returns that name.
    func setAside(at moment: Timestamp) throws -> String {
        let names = [""] + (1...99).map { "-\($0)" }
        for name in names.lazy.map({ "\(path).replaced-\(moment.fileStamp)\($0)" }) where !FileManager.default.fileExists(atPath: name) {
            guard rename(path, name) == 0 else { break }
            return name
        }
        throw fault("cannot be set aside")
    }

    /// The new name, too, is to survive a power cut.
    private func syncFolder() {
        let folder = open(URL(filePath: path).deletingLastPathComponent().path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }

    private func fault(_ what: String, because code: Int32 = errno) -> CommandFailure {
        CommandFailure(.inputOutput, "the choices file \(path) (choices_file) \(what): \(String(cString: strerror(code)))")
    }

    private func refusal(_ message: String) -> ConfigurationRefused {
        ConfigurationRefused(faults: [ConfigurationFault(place: .file(name: path, line: 1, column: 1), message: message)])
    }
}

extension GatewayConfiguration {
    /// Where the choices file lies: beside the database unless told otherwise. Beside a PostgreSQL database there is no place, and none is kept: its
    /// own copies keep the choices too.
    var choices: ChoicesFile? {
        if let choicesFile = self.choicesFile { return ChoicesFile(path: choicesFile) }
        guard PostgreSQLAddress(database) == nil else { return nil }
        let name = merchantName.map { "\($0).choices.yaml" } ?? "choices.yaml"
        return ChoicesFile(path: URL(filePath: database).deletingLastPathComponent().appending(path: name).path)
    }
}
