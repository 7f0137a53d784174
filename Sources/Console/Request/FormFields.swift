import Foundation

/// The fields of a form or a query, as browsers write them: `+` is a space, a name may come more than once.
struct FormFields: Sendable, Equatable {
    /// More fields than any form of ours has.
    static let fieldLimit = 2_000

    private var fields: [(name: String, value: String)] = []

    init() {}

    /// What is not percent-encoded UTF-8, or holds a NUL, is left out.
    init(_ text: some StringProtocol) {
        for pair in text.split(separator: "&").prefix(Self.fieldLimit) {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
                String($0).replacing("+", with: " ").removingPercentEncoding
            }
            guard let name = halves[0], let value = halves.count > 1 ? halves[1] : "", !value.utf8.contains(0) else { continue }
            fields.append((name, value))
        }
    }

    static func == (left: Self, right: Self) -> Bool { left.fields.elementsEqual(right.fields) { $0 == $1 } }

    /// The first value of a field, without white space around it; nil where it is missing or empty.
    subscript(name: String) -> String? {
        guard let value = fields.first(where: { $0.name == name })?.value.trimmingCharacters(in: .whitespacesAndNewlines), !value.isEmpty
        else { return nil }
        return value
    }

    /// A field as it was typed: a password keeps its spaces.
    func verbatim(_ name: String) -> String? { fields.first { $0.name == name }?.value }

    /// Every value of a field, in order.
    func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }

    func choice<Choice: RawRepresentable<String>>(_ name: String, _: Choice.Type = Choice.self) -> Choice? {
        self[name].flatMap { Choice(rawValue: $0) }
    }

    /// `1` or `0`.
    func flag(_ name: String) -> Bool? {
        switch self[name] {
        case "1": true
        case "0": false
        default: nil
        }
    }
}

/// Writes a query with the fields that have a value.
func query(_ fields: KeyValuePairs<String, String?>) -> String {
    let pairs = fields.compactMap { name, value in value.flatMap { $0.isEmpty ? nil : "\(name)=\(encoded($0))" } }
    return pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&")
}

/// Percent-encodes all but RFC 3986's unreserved characters.
func encoded(_ text: String) -> String {
    text.addingPercentEncoding(
        withAllowedCharacters: CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~"))
        ?? ""
}
