public import NIOOpenSSL

/// Where the sandbox listens. The routes under `/sandbox/` ask for no key: keep it on loopback.
public struct SandboxOptions: Sendable {
    /// The address to bind, as it stands in the URLs told.
    public var host = "127.0.0.1"
    /// Ports; 0 takes a free one.
    public var allegroPort = 0
    public var wfirmaPort = 0
    /// The certificate that both show.
    public var tls: TLSContextStore
    /// Bytes of a request's body.
    public var bodyLimitBytes = 4 * 1_048_576
    /// How long a connection stays silent under the fault `time_out` before it breaks.
    public var silence: Duration = .seconds(60)

    public init(tls: TLSContextStore) { self.tls = tls }
}

/// Where the sandbox was bound.
public struct SandboxAddresses: Sendable, Equatable {
    /// `api_url` of Allegro.
    public let allegro: String
    /// `auth_url` of Allegro.
    public let allegroAuthorisation: String
    /// `api_url` of wFirma.
    public let wfirma: String
}
