import Foundation

/// What people search by: small letters without accents, so that `LODZ` finds `Łódź`. It is worked out when a row is written and kept beside it,
/// since SQLite's own `lower` knows ASCII alone.
enum SearchText {
    /// The texts, each on a line of its own.
    static func fold(_ texts: String...) -> String {
        texts.map(fold(one:)).joined(separator: "\n")
    }

    private static func fold(one text: String) -> String {
        // Most codes and numbers are plain already.
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.lowercased() }
        var folded = String.UnicodeScalarView()
        for scalar in text.lowercased().decomposedStringWithCanonicalMapping.unicodeScalars {
            switch scalar {
            // Unicode takes the stroke for a part of the letter.
            case "ł": folded.append("l")
            case _ where scalar.properties.generalCategory == .nonspacingMark: continue
            default: folded.append(scalar)
            }
        }
        return String(folded)
    }
}
