import Foundation

extension ValueForm where Value == String {
    /// A path; a relative one starts at the configuration file's folder.
    static let path = ValueForm("path") { text, context throws(ValueFault) in
        guard !text.isEmpty else { throw ValueFault("is empty") }
        if let scheme = text.firstMatch(of: #/^(postgres(?:ql)?):\/\//#) {
            throw ValueFault("a \(scheme.output.1) store is not there yet; give the path of an SQLite file")
        }
        return context.absolute(text)
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
