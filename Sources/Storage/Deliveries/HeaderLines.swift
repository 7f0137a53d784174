/// Kept header fields as HTTP writes them, a line each: `name: value`.
enum HeaderLines {
    static func write(_ headers: [String: String]) -> String {
        headers.sorted { $0.key < $1.key }
            .map { name, value in "\(name): \(value.utf8.contains(where: isLineEnd) ? oneLine(value) : value)" }
            .joined(separator: "\n")
    }

    static func read(_ text: String) -> [String: String] {
        var headers: [String: String] = [:]
        // By bytes: finding the characters of a text costs many times as much, for every delivery.
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), line[colon...].dropFirst().first == UInt8(ascii: " ") else { continue }
            headers[String(Substring(line[..<colon]))] = String(Substring(line[colon...].dropFirst(2)))
        }
        return headers
    }

    private static func oneLine(_ value: String) -> String {
        value.utf8.split(whereSeparator: isLineEnd).map { String(Substring($0)) }.joined(separator: " ")
    }

    private static func isLineEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
}
