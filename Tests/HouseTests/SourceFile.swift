import Foundation

/// One Swift file, as text and as text without what is said in comments and strings.
struct SourceFile: Sendable {
    /// The path from the package's root, with `/`.
    let path: String
    let text: String
    /// Without comments; strings stand.
    let uncommented: String
    /// Without comments and without the inside of strings. Has the same lines as `text`.
    let code: String

    init(path: String, text: String) {
        self.path = path
        self.text = text
        var scanner = SwiftScanner(text)
        scanner.run()
        uncommented = scanner.uncommented
        code = scanner.code
    }

    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    /// The folder below `Sources` or `Tests`: the target's name.
    var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
    var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    /// The places where `pattern` matches `text`, as `path:line: match`.
    func places(of pattern: Regex<Substring>, in text: String) -> [String] {
        text.matches(of: pattern).map { match in
            let line = text[..<match.range.lowerBound].utf8.count { $0 == UInt8(ascii: "\n") } + 1
            return "\(path):\(line): \(match.output.trimmingCharacters(in: .whitespacesAndNewlines))"
        }
    }
}

/// The package as it lies on disk.
enum House {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let sources = swiftFiles(under: "Sources")
    static let tests = swiftFiles(under: "Tests")

    /// Every file below `folder` whose name ends in one of `endings`, in order.
    static func files(under folder: String, endings: [String]) -> [String] {
        let start = root.appending(path: folder).path
        guard let walk = FileManager.default.enumerator(atPath: start) else { return [] }
        return walk.compactMap { $0 as? String }.filter { path in endings.contains { path.hasSuffix($0) } }.map { "\(folder)/\($0)" }.sorted()
    }

    static func read(_ path: String) -> String {
        (try? String(contentsOf: root.appending(path: path), encoding: .utf8)) ?? ""
    }

    private static func swiftFiles(under folder: String) -> [SourceFile] {
        files(under: folder, endings: [".swift"]).map { SourceFile(path: $0, text: read($0)) }
    }
}
