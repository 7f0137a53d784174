/// How one kind of value is written in the file: its name in the documentation, how text is read, and how a default is shown.
struct ValueForm<Value: Sendable>: Sendable {
    let name: String
    let read: @Sendable (_ text: String, _ context: inout ValueContext) throws(ValueFault) -> Value
    let write: @Sendable (Value) -> String
    /// What `null` means; nil where it means nothing.
    var null: Value?

    init(
        _ name: String, write: @escaping @Sendable (Value) -> String = { "\($0)" },
        read: @escaping @Sendable (_ text: String, _ context: inout ValueContext) throws(ValueFault) -> Value
    ) {
        self.name = name
        self.read = read
        self.write = write
    }

    /// The same form, with `null` for none.
    var orNull: ValueForm<Value?> {
        var form = ValueForm<Value?>("\(name), or null", write: { $0.map(write) ?? "null" }) { text, context throws(ValueFault) in
            try read(text, &context)
        }
        form.null = .some(nil)
        return form
    }
}

/// Why a text is no value of its form, in one plain sentence.
struct ValueFault: Error, Equatable {
    let message: String
    init(_ message: String) { self.message = message }
}

/// What reading a value may ask of the outside, and what it has to say beside the value.
struct ValueContext: Sendable {
    let environment: [String: String]
    /// Relative paths start here: the folder of the configuration file.
    let folder: String
    var warnings: [String] = []
    /// Where the last secret came from, for who asks which there are.
    var origin: ConfiguredSecret.Origin?
}

extension ValueForm where Value == String {
    /// Any text but none.
    static let text = ValueForm("text") { text, _ throws(ValueFault) in
        guard !text.allSatisfy(\.isWhitespace) else { throw ValueFault("is empty") }
        return text
    }

    /// What may stand in a header's value: visible ASCII and spaces (RFC 9110, 5.5), without a line break above all.
    static let headerText = ValueForm("text") { text, context throws(ValueFault) in
        let text = try ValueForm.text.read(text, &context)
        guard text.unicodeScalars.allSatisfy({ (0x20...0x7E).contains($0.value) }) else {
            throw ValueFault("is sent in a header: write letters, digits and signs of ASCII, on one line")
        }
        return text
    }

    /// An id of wFirma's.
    static let identifier = ValueForm("id") { text, _ throws(ValueFault) in
        guard text.wholeMatch(of: #/[A-Za-z0-9_-]{1,64}/#) != nil else { throw ValueFault("\"\(text)\" is no id") }
        return text
    }

    /// A name of ours, safe in an address and in a label.
    static let name = ValueForm("name") { text, _ throws(ValueFault) in
        guard (1...64).contains(text.count), text.wholeMatch(of: #/[A-Za-z0-9][A-Za-z0-9._~-]*/#) != nil else {
            throw ValueFault("\"\(text)\" is no name: write 1 to 64 letters, digits and -._~, beginning with a letter or digit")
        }
        return text
    }

    /// The address of a service, without a trailing slash.
    static let httpsAddress = ValueForm("https address") { text, _ throws(ValueFault) in
        guard
            text.wholeMatch(
                of: #/https:\/\/[A-Za-z0-9.\-]+(?::[0-9]{1,5})?(?:\/[^\s?#]*)?|https:\/\/\[[0-9A-Fa-f:.]+\](?::[0-9]{1,5})?(?:\/[^\s?#]*)?/#) != nil
        else {
            throw ValueFault("\"\(withoutSecrets(text))\" is no https address, such as https://hooks.example.pl")
        }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    /// What of an address may be printed: who signs in, and by which password, stands before its last @.
    static func withoutSecrets(_ address: String) -> String {
        guard let end = address.lastIndex(of: "@") else { return address }
        let scheme = address.firstRange(of: "://").map { address[..<$0.upperBound] } ?? ""
        return "\(scheme)***\(address[end...])"
    }

    /// A certificate's fingerprint, in lower case.
    static let fingerprint = ValueForm("fingerprint") { text, _ throws(ValueFault) in
        let digits = text.lowercased().replacing(":", with: "")
        guard digits.wholeMatch(of: #/sha256[0-9a-f]{64}/#) != nil else {
            throw ValueFault("\"\(text)\" is no fingerprint: write sha256: and the 64 hexadecimal digits of the certificate's SHA-256")
        }
        return "sha256:" + digits.dropFirst(6)
    }
}

extension ValueForm {
    /// One of an enum's cases, by its name.
    static func choice(among cases: [Value]) -> Self where Value: RawRepresentable, Value.RawValue == String {
        let names = cases.map(\.rawValue)
        return ValueForm(names.joined(separator: ", "), write: \.rawValue) { text, _ throws(ValueFault) in
            if let value = cases.first(where: { $0.rawValue == text }) { return value }
            let hint = nearestName(to: text, among: names).map { "; did you mean \($0)?" } ?? ""
            throw ValueFault("\"\(text)\" is none of \(names.joined(separator: ", "))\(hint)")
        }
    }

    /// One of an enum's cases, by its name.
    static func choice() -> Self where Value: RawRepresentable & CaseIterable, Value.RawValue == String { choice(among: Array(Value.allCases)) }
}

extension ValueForm where Value == ListenAddress {
    /// `HOST:PORT`, an IPv6 address in brackets.
    static let listenAddress = ValueForm("HOST:PORT", write: { $0.host.contains(":") ? "[\($0.host)]:\($0.port)" : "\($0.host):\($0.port)" }) {
        text, _ throws(ValueFault) in
        guard let match = text.wholeMatch(of: #/(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.\-]+)):([0-9]{1,5})/#), let port = Int(match.output.3),
            port <= 65535
        else {
            throw ValueFault("\"\(text)\" is no address to listen on: write HOST:PORT, such as 127.0.0.1:9443 or [::1]:9443, with a port up to 65535")
        }
        return ListenAddress(host: String(match.output.1 ?? match.output.2 ?? ""), port: port)
    }
}
