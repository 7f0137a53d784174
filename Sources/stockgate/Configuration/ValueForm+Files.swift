import Foundation
import Storage

extension ValueForm where Value == String {
    /// A path; a relative one starts at the configuration file's folder.
    static let path = ValueForm("path") { text, context throws(ValueFault) in
        guard !text.isEmpty else { throw ValueFault("is empty") }
        return context.absolute(text)
    }

    /// Where a store is: the path of a file, or a PostgreSQL database's address.
    static let database = ValueForm("path, or postgres://…") { text, context throws(ValueFault) in
        if PostgreSQLAddress(text) != nil { return text }
        guard !text.contains("://") else { throw ValueFault("\"\(withoutSecrets(text))\" is no database: write a file's path, or postgres://…") }
        return try ValueForm.path.read(text, &context)
    }

    /// The path of a file that must be there and be readable.
    static let existingFile = ValueForm("path") { text, context throws(ValueFault) in
        let path = try ValueForm.path.read(text, &context)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { throw ValueFault("there is no file \(path)") }
        guard !isFolder.boolValue else { throw ValueFault("\(path) is a folder, not a file") }
        guard FileManager.default.isReadableFile(atPath: path) else { throw ValueFault("the file \(path) cannot be read by this user") }
        return path
    }
}

extension ValueContext {
    func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : URL(filePath: path, relativeTo: URL(filePath: folder, directoryHint: .isDirectory)).standardizedFileURL.path
    }
}
