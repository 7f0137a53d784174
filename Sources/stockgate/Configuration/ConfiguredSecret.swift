import OpenSSLCrypto

/// A secret that the configuration names: where it stands and where it comes from, never what it is.
struct ConfiguredSecret: Sendable, Equatable {
    /// How a secret was given.
    enum Origin: Sendable, Equatable, CustomStringConvertible {
        case inline
        case file(String)
        case environment(String)
        case credential(String, path: String)

        var description: String {
            switch self {
            case .inline: "inline"
            case .file(let path): "file:\(path)"
            case .environment(let name): "env:\(name)"
            case .credential(let name, _): "credential:\(name)"
            }
        }
    }

    /// Its place in the configuration: `sources[0].signing_secrets[1]`.
    let name: String
    let origin: Origin
    /// Tells two secrets apart, and the old one from the new: the first 8 hexadecimal digits of a digest that serves nothing else.
    let fingerprint: String

    init(name: String, origin: Origin, bytes: [UInt8]) {
        (self.name, self.origin) = (name, origin)
        let digest = SHA256.digest(Array("stockgate fingerprint\0".utf8) + bytes)
        fingerprint = hexadecimal(digest.prefix(4))
    }
}
