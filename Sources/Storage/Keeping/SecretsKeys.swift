public import OpenSSLCrypto

/// What seals secrets at rest, and what still opens those that were sealed before the key changed.
public struct SecretsKeys: Sendable, Equatable {
    /// Seals, and opens; nil: nothing secret can be kept.
    public var current: Secret?
    /// Open only.
    public var former: [Secret]

    public init(current: Secret?, former: [Secret] = []) { (self.current, self.former) = (current, former) }

    /// Throws ``StorageError/noSecretsKey``.
    func seal(_ secret: Secret, name: String) throws -> [UInt8] {
        // The name is sealed in as context: a box copied into another secret's row does not open.
        try cipher().seal(secret.bytes, context: Array(name.utf8))
    }

    /// Throws ``StorageError/noSecretsKey`` or ``StorageError/wrongKey(secret:)``.
    func open(_ box: [UInt8], name: String) throws -> Secret {
        if let found = try openAsCurrent(box, name: name) { return found }
        for key in former { if let found = try Self.open(box, name: name, key) { return found } }
        throw StorageError.wrongKey(secret: name)
    }

    /// Nil for what another key sealed.
    func openAsCurrent(_ box: [UInt8], name: String) throws -> Secret? {
        guard let current else { throw StorageError.noSecretsKey }
        return try Self.open(box, name: name, current)
    }

    private static func open(_ box: [UInt8], name: String, _ key: Secret) throws -> Secret? {
        do { return Secret(try AESGCM(key: key).open(box, context: Array(name.utf8))) } catch CryptoError.notAuthentic { return nil }
    }

    private func cipher() throws -> AESGCM {
        guard let current else { throw StorageError.noSecretsKey }
        return try AESGCM(key: current)
    }
}
