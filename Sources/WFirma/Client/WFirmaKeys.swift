public import OpenSSLCrypto

/// The three keys of wFirma's API.
public struct WFirmaKeys: Sendable, Equatable {
    public var accessKey: Secret
    public var secretKey: Secret
    public var appKey: Secret

    public init(accessKey: Secret, secretKey: Secret, appKey: Secret) {
        (self.accessKey, self.secretKey, self.appKey) = (accessKey, secretKey, appKey)
    }
}
