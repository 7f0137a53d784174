/// Tells code, comments and strings of a Swift file apart, well enough for a look at the house: it knows nested comments, raw and
/// multi-line strings, and takes what stands inside an interpolation for part of its string.
struct SwiftScanner {
    var uncommented: String { String(decoding: uncommentedBytes, as: UTF8.self) }
    var code: String { String(decoding: codeBytes, as: UTF8.self) }
    private var uncommentedBytes: [UInt8] = []
    private var codeBytes: [UInt8] = []
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    mutating func run() {
        while position < bytes.count {
            if starts(with: "//") {
                while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
            } else if starts(with: "/*") {
                skipBlockComment()
            } else if let hashes = openingQuote() {
                readString(hashes: hashes)
            } else {
                put(bytes[position], isCode: true)
                position += 1
            }
        }
    }

    private mutating func skipBlockComment() {
        var depth = 0
        repeat {
            if starts(with: "/*") {
                (depth, position) = (depth + 1, position + 2)
            } else if starts(with: "*/") {
                (depth, position) = (depth - 1, position + 2)
            } else {
                if bytes[position] == UInt8(ascii: "\n") { put(UInt8(ascii: "\n"), isCode: true) }
                position += 1
            }
        } while depth > 0 && position < bytes.count
    }

    /// How many `#` stand before the quote that begins here; nil when no string does.
    private func openingQuote() -> Int? {
        var at = position
        while at < bytes.count, bytes[at] == UInt8(ascii: "#") { at += 1 }
        return at < bytes.count && bytes[at] == UInt8(ascii: "\"") ? at - position : nil
    }

    private mutating func readString(hashes: Int) {
        let fence = String(repeating: "#", count: hashes)
        position += hashes
        let quote = starts(with: "\"\"\"") ? "\"\"\"" : "\""
        position += quote.count
        put(UInt8(ascii: "\""), isCode: true)
        while position < bytes.count, !starts(with: quote + fence) {
            if starts(with: "\\" + fence + "(") {
                position += 1 + hashes
                readInterpolation()
            } else if bytes[position] == UInt8(ascii: "\\"), hashes == 0, position + 1 < bytes.count {
                put(bytes[position + 1], isCode: false)
                position += 2
            } else {
                put(bytes[position], isCode: bytes[position] == UInt8(ascii: "\n"))
                position += 1
            }
        }
        position += quote.count + hashes
        put(UInt8(ascii: "\""), isCode: true)
    }

    private mutating func readInterpolation() {
        var depth = 0
        repeat {
            let byte = bytes[position]
            if let hashes = openingQuote(), depth > 0 {
                readString(hashes: hashes)
                continue
            }
            if byte == UInt8(ascii: "(") { depth += 1 }
            if byte == UInt8(ascii: ")") { depth -= 1 }
            put(byte, isCode: byte == UInt8(ascii: "\n"))
            position += 1
        } while depth > 0 && position < bytes.count
    }

    private mutating func put(_ byte: UInt8, isCode: Bool) {
        uncommentedBytes.append(byte)
        if isCode { codeBytes.append(byte) }
    }

    private func starts(with text: String) -> Bool {
        var at = position
        for byte in text.utf8 {
            guard at < bytes.count, bytes[at] == byte else { return false }
            at += 1
        }
        return true
    }
}
