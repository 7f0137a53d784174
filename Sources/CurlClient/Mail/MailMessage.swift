import FoundationEssentials

/// A plain message, as RFC 5322 and MIME have it.
public struct MailMessage: Sendable, Equatable {
    /// Tells this message from every other, for ever: what is sent again under it is the same message.
    public var id: String
    /// Plain addresses, such as `alerts@example.pl`.
    public var from: String
    public var to: [String]
    /// One line, of any letters.
    public var subject: String
    public var text: String
    /// When it was written, as RFC 5322 writes it.
    public var date: String

    public init(id: String, from: String, to: [String], subject: String, text: String, date: String) {
        (self.id, self.from, self.to, self.subject, self.text, self.date) = (id, from, to, subject, text, date)
    }

    /// The message as it travels. Subject and text are in base64, so that no line of them is too long or begins with a dot.
    public var bytes: [UInt8] {
        let host = from.split(separator: "@").last ?? "localhost"
        var lines = [
            "Date: \(date)", "From: <\(from)>", "To: \(to.map { "<\($0)>" }.joined(separator: ", "))", "Subject: \(Self.encoded(subject))",
            "Message-ID: <\(id)@\(host)>", "Auto-Submitted: auto-generated", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: base64", "",
        ]
        lines += Self.chunks(Data(text.utf8).base64EncodedString(), of: 76)
        return Array((lines.joined(separator: "\r\n") + "\r\n").utf8)
    }

    /// Encoded words of RFC 2047, each whole in itself and at most 75 characters long.
    private static func encoded(_ text: String) -> String {
        var words: [[UInt8]] = [[]]
        for character in text {
            let bytes = Array(String(character).utf8)
            if words[words.count - 1].count + bytes.count > 42 { words.append([]) }
            words[words.count - 1] += bytes
        }
        return words.map { "=?utf-8?B?\(Data($0).base64EncodedString())?=" }.joined(separator: "\r\n ")
    }

    private static func chunks(_ text: String, of length: Int) -> [String] {
        let bytes = Array(text.utf8)
        return stride(from: 0, to: bytes.count, by: length).map {
            String(decoding: bytes[$0..<min($0 + length, bytes.count)], as: UTF8.self)
        }
    }
}
