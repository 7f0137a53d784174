import HTTPTypes
public import Hummingbird
import NIOCore

/// Tables as files for spreadsheets (RFC 4180).
public enum CSV {
    /// An answer that a browser saves.
    ///
    /// - Parameter isMarked: begins with the mark that tells spreadsheets that it is UTF-8; a program that reads it would take that for text.
    public static func download(_ rows: [[String]], name: String, isMarked: Bool) -> Response {
        let text = (isMarked ? "\u{FEFF}" : "") + rows.map { $0.map(field).joined(separator: ",") + "\r\n" }.joined()
        return Response(
            status: .ok,
            headers: [.contentType: "text/csv; charset=utf-8; header=present", .contentDisposition: "attachment; filename=\"\(name)\""],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    /// Quoted where it must be; a text that a spreadsheet would take for a formula is made one that it shows.
    static func field(_ text: String) -> String {
        let shown = text.first.map { "=+-@\t\r".contains($0) && Double(text) == nil } == true ? "'" + text : text
        guard shown.contains(where: { ",;\"\r\n".contains($0) }) else { return shown }
        return "\"" + shown.replacing("\"", with: "\"\"") + "\""
    }

    /// Reads a table with commas, semicolons (as Polish spreadsheets write) or tabs; quoted fields may hold any of them.
    public static func rows(_ text: String) -> [[String]] {
        let first = text.prefix { !$0.isNewline }
        let separator: Character = first.contains(";") ? ";" : first.contains("\t") ? "\t" : ","
        var rows: [[String]] = [[""]]
        var isQuoted = false
        var characters = text.drop { $0 == "\u{FEFF}" }[...]
        func add(_ character: Character) { rows[rows.count - 1][rows[rows.count - 1].count - 1].append(character) }
        while let character = characters.popFirst() {
            if isQuoted {
                if character != "\"" { add(character) } else if characters.first == "\"" { add(characters.removeFirst()) } else { isQuoted = false }
            } else if character == "\"" {
                isQuoted = true
            } else if character == separator {
                rows[rows.count - 1].append("")
            } else if character.isNewline {
                rows.append([""])
            } else {
                add(character)
            }
        }
        return rows.filter { $0.contains { !$0.allSatisfy(\.isWhitespace) } }
    }
}
