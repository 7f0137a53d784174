import Foundation
import OpenSSLCrypto

extension ValueForm where Value == Secret {
    /// A secret: inline, `file:PATH`, `env:NAME` or `credential:NAME`. One line ending at a file's end is not part of it.
    static let secret = ValueForm("secret", write: { _ in "***" }) { text, context throws(ValueFault) in
        let bytes = try context.secretBytes(text)
        guard !bytes.isEmpty else { throw ValueFault("is empty: a secret must not be") }
        return Secret(bytes)
    }

    /// A secret of Standard Webhooks: `whsec_` and base64, or any other text as it is.
    static let signingSecret = ValueForm("secret", write: { _ in "***" }) { text, context throws(ValueFault) in
        let secret = try ValueForm.secret.read(text, &context)
        var length = secret.bytes.count
        if let written = secret.text, written.hasPrefix("whsec_") {
            guard let key = Data(base64Encoded: String(written.dropFirst(6))), !key.isEmpty else {
                throw ValueFault("is no signing secret: after whsec_ comes base64, as Standard Webhooks has it")
            }
            length = key.count
        }
        if length < 24 { context.warnings.append("is a short signing secret: Standard Webhooks asks for 24 bytes or more") }
        return secret
    }

    /// A key that wFirma gives a webhook (32 characters) or another sender was given: as long as a secret of Standard Webhooks, for a short one can
    /// be guessed.
    static let webhookKey = ValueForm("secret", write: { _ in "***" }) { text, context throws(ValueFault) in
        let secret = try ValueForm.secret.read(text, &context)
        guard (24...64).contains(secret.bytes.count) else {
            throw ValueFault("must have 24 to 64 bytes, as wFirma's have 32; it has \(secret.bytes.count)")
        }
        return secret
    }

    /// A secret that stands in an address.
    static let pathSecret = ValueForm("secret", write: { _ in "***" }) { text, context throws(ValueFault) in
        let secret = try ValueForm.secret.read(text, &context)
        guard (secret.text ?? "").wholeMatch(of: #/[A-Za-z0-9_.~\-]{8,200}/#) != nil else {
            throw ValueFault("must be 8 to 200 letters, digits, or -_.~ for it stands in an address (try: openssl rand -hex 24)")
        }
        if secret.bytes.count < 20 {
            context.warnings.append("is short: it alone keeps strangers out, so 20 characters or more (openssl rand -hex 24)")
        }
        return secret
    }
}

extension ValueContext {
    fileprivate mutating func secretBytes(_ text: String) throws(ValueFault) -> [UInt8] {
        origin = .inline
        if text.hasPrefix("env:") {
            let name = String(text.dropFirst(4))
            origin = .environment(name)
            guard let value = environment[name] else { throw ValueFault("the environment variable \(name) is not set") }
            return Array(value.utf8)
        }
        if text.hasPrefix("credential:") { return try credential(String(text.dropFirst(11))) }
        guard text.hasPrefix("file:") else { return Array(text.utf8) }
        let path = absolute(String(text.dropFirst(5)))
        origin = .file(path)
        guard let bytes = Self.contents(path) else { throw ValueFault("the secret's file \(path) is not there or cannot be read by this user") }
        let mode = (try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue ?? 0
        if mode & 0o007 != 0 { warnings.append("everybody on this machine can read the secret's file \(path); chmod o= would stop that") }
        return bytes
    }

    /// What systemd hands a service in a folder of its own (systemd.exec(5), `LoadCredential=`).
    private mutating func credential(_ name: String) throws(ValueFault) -> [UInt8] {
        guard name.wholeMatch(of: #/[A-Za-z0-9_.\-]{1,255}/#) != nil, name != ".", name != ".." else {
            throw ValueFault("after credential: comes the name that LoadCredential= gives it, such as credential:key")
        }
        guard let folder = environment["CREDENTIALS_DIRECTORY"] else {
            throw ValueFault(
                "credential:\(name) is there only where systemd starts us with LoadCredential=\(name):… (CREDENTIALS_DIRECTORY is not set)")
        }
        let path = "\(folder)/\(name)"
        origin = .credential(name, path: path)
        guard let bytes = Self.contents(path) else { throw ValueFault("there is no credential \(name) in \(folder)") }
        return bytes
    }

    private static func contents(_ path: String) -> [UInt8]? {
        guard var bytes = FileManager.default.contents(atPath: path).map(Array.init) else { return nil }
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        return bytes
    }
}
