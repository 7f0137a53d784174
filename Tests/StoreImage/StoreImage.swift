import Foundation
public import Storage

extension Store {
    /// Opens a store, for a test that plays no crash of the machine: one that is not there is a copy of an image whose tables were laid out once in
    /// this process, and no write waits for the disk.
    ///
    /// Throws what ``Store/open(_:)`` throws.
    public static func quick(_ options: StoreOptions) throws -> Store {
        var options = options
        options.isDurable = false
        if !FileManager.default.fileExists(atPath: options.path) {
            let isMade = FileManager.default.createFile(
                atPath: options.path, contents: try image.get(), attributes: [.posixPermissions: NSNumber(value: 0o600)])
            guard isMade else { throw CocoaError(.fileWriteUnknown) }
        }
        return try open(options)
    }

    private static let image = Result { () throws -> Data in
        let file = FileManager.default.temporaryDirectory.appending(path: "store-image-\(UUID().uuidString).db")
        defer { try? FileManager.default.removeItem(at: file) }
        var options = StoreOptions(path: file.path)
        options.isDurable = false
        // The last to close a store empties its log: the file alone is whole.
        try open(options).close()
        return try Data(contentsOf: file)
    }
}
