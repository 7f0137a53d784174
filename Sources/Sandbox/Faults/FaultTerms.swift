/// When and where a fault strikes.
public struct FaultTerms: Sendable, Equatable {
    /// The share of chances that it takes, 0 to 1.
    public var share: Double
    /// How many times it strikes at most; nil = without end.
    public var times: Int?
    /// For how long from the moment it was set; nil = until cleared.
    public var lasting: Duration?
    /// Only requests whose path contains this text; nil = all.
    public var path: String?
    /// Only requests with this method; nil = all.
    public var method: String?

    public init(share: Double = 1, times: Int? = nil, lasting: Duration? = nil, path: String? = nil, method: String? = nil) {
        self.share = share
        self.times = times
        self.lasting = lasting
        self.path = path
        self.method = method
    }
}
