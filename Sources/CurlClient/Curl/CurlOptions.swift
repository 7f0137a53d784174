/// What holds for all requests of one ``CurlExchange``. Verification of the other side's certificate cannot be turned off.
public struct CurlOptions: Sendable {
    /// A PEM file of the only authorities to trust; nil means the system's.
    public var caFile: String?
    /// A client certificate to show when the other side asks for one; nil means none.
    public var clientCertificate: ClientCertificate?
    /// How long name, connection and handshake may take together; never more than the request's own timeout.
    public var connectTimeout: Duration
    /// Connections to one host at once. Over HTTP/2 one carries about a hundred requests; HTTP/1.1 needs one for each.
    public var maxConnectionsPerHost: Int
    /// Requests in flight and waiting at once; one more is refused as ``ExchangeError/notSent(reason:)``.
    public var maxRequests: Int
    /// The longest body of an answer, decoded; a longer one is ``ExchangeError/answerLost(reason:)``.
    public var maxAnswerBytes: Int
    /// The longest head of an answer, status line and fields together.
    public var maxHeadBytes: Int
    /// A connection older than this takes no further request, so that a change of addresses is noticed.
    public var maxConnectionAge: Duration
    /// A connection idle for longer takes no further request. libcurl 7.88 does not see that the other side has closed a
    /// connection properly until it has sent a request on it, which then counts as lost: so this is shorter than the
    /// idle times that servers use (5 s and up).
    public var maxConnectionIdle: Duration
    /// The silence after which TCP asks whether the other side still lives.
    public var keepAlive: Duration

    public init(
        caFile: String? = nil, clientCertificate: ClientCertificate? = nil, connectTimeout: Duration = .seconds(5),
        maxConnectionsPerHost: Int = 8, maxRequests: Int = 1024, maxAnswerBytes: Int = 16_777_216, maxHeadBytes: Int = 65_536,
        maxConnectionAge: Duration = .seconds(600), maxConnectionIdle: Duration = .seconds(4), keepAlive: Duration = .seconds(30)
    ) {
        self.caFile = caFile
        self.clientCertificate = clientCertificate
        self.connectTimeout = connectTimeout
        self.maxConnectionsPerHost = maxConnectionsPerHost
        self.maxRequests = maxRequests
        self.maxAnswerBytes = maxAnswerBytes
        self.maxHeadBytes = maxHeadBytes
        self.maxConnectionAge = maxConnectionAge
        self.maxConnectionIdle = maxConnectionIdle
        self.keepAlive = keepAlive
    }

    /// Where a client certificate and its key lie, as PEM files.
    public struct ClientCertificate: Sendable {
        public var chainFile: String
        public var keyFile: String

        public init(chainFile: String, keyFile: String) {
            self.chainFile = chainFile
            self.keyFile = keyFile
        }
    }
}

extension Duration {
    /// Whole milliseconds for libcurl: at least one, since 0 means "no limit" to it, and no more than its own integers hold.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        return max(1, Int(min(seconds, 1_000_000)) * 1000 + Int(attoseconds / 1_000_000_000_000_000))
    }

    /// Whole seconds for libcurl, at least one.
    var wholeSeconds: Int { max(1, Int(min(components.seconds, 1_000_000))) }
}
