import Foundation

/// Stores' files that lie beside those of a configuration and that it does not name: a merchant's that was renamed, for one, whose new name begins with an
/// empty store. A copy that somebody keeps there is told as well.
public enum UnnamedStores {
    /// Their paths, sorted, in the folders of those `databases` that are files.
    public static func beside(_ databases: [String]) -> [String] {
        let named = databases.filter { PostgreSQLAddress($0) == nil }.map { URL(filePath: $0).resolvingSymlinksInPath() }
        let folders = Set(named.map { $0.deletingLastPathComponent().path })
        let known = Set(named.map(\.path))
        let found = folders.flatMap { folder in
            ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".db") }.map { folder + "/" + $0 }
        }
        return found.filter { !known.contains(URL(filePath: $0).resolvingSymlinksInPath().path) && StoreFiles.isOurs($0) }.sorted()
    }
}
