/// What is refused of an XML text before a parser sees it: everything by which a few bytes could become many, could make the
/// parser read elsewhere, or could be read differently by another.
enum XMLGate {
    /// Attributes of one element; the parser compares each with each.
    static let attributeLimit = 256

    static func check(_ bytes: [UInt8]) throws(PayloadFault) {
        // In UTF-8 without a zero byte the markup below cannot hide in another encoding.
        guard !bytes.contains(0), String(validating: bytes, as: UTF8.self) != nil else { throw PayloadFault(reason: "the XML is not UTF-8") }
        try checkDeclaredEncoding(bytes)
        var equalSigns = 0
        for (place, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "<"):
                equalSigns = 0
                for word in ["!doctype", "!entity"] where starts(bytes, at: place + 1, word) {
                    throw PayloadFault(reason: "a document type and entities are not taken", offset: place)
                }
            // '<' cannot stand in an attribute, so all attributes of an element lie between two of them.
            case UInt8(ascii: "="):
                equalSigns += 1
                if equalSigns > attributeLimit {
                    throw PayloadFault(reason: "more than \(attributeLimit) attributes or equals signs between two tags", offset: place)
                }
            default: break
            }
        }
    }

    private static func checkDeclaredEncoding(_ bytes: [UInt8]) throws(PayloadFault) {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let start = bytes.starts(with: mark) ? mark.count : 0
        guard starts(bytes, at: start, "<?xml"), let end = bytes[start...].firstIndex(of: UInt8(ascii: ">")) else { return }
        let declaration = String(decoding: bytes[start..<end], as: UTF8.self).lowercased()
        guard let encoding = declaration.firstRange(of: "encoding") else { return }
        let name = declaration[encoding.upperBound...].drop { " \t\r\n='\"".contains($0) }.prefix { !" \t\r\n'\"?".contains($0) }
        guard name == "utf-8" || name == "us-ascii" else {
            throw PayloadFault(reason: "the XML declares an encoding other than UTF-8", offset: start)
        }
    }

    /// Whether `word` (lower case) stands at `place`, in whatever case.
    private static func starts(_ bytes: [UInt8], at place: Int, _ word: String) -> Bool {
        guard place + word.utf8.count <= bytes.count else { return false }
        return zip(bytes[place...], word.utf8).allSatisfy { byte, wanted in
            (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte + 32 == wanted : byte == wanted
        }
    }
}
