/// Kept header fields as HTTP writes them, a line each: `name: value`.
enum HeaderLines {
    static func write(_ headers: [String: String]) -> String {
        headers.sorted { $0.key < $1.key }
            .map { name, value in "\(name): \(value.contains(where: \.isNewline) ? oneLine(value) : value)" }
            .joined(separator: "\n")
    }

    static func read(_ text: String) -> [String: String] {
        var headers: [String: String] = [:]
        for line in text.split(separator: "\n") {
            guard let colon = line.firstRange(of: ": ") else { continue }
            headers[String(line[..<colon.lowerBound])] = String(line[colon.upperBound...])
        }
        return headers
    }

    private static func oneLine(_ value: String) -> String { value.split(whereSeparator: \.isNewline).joined(separator: " ") }
}
