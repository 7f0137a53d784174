public import Hummingbird
public import Storage

/// A request to the private listener, with who sent it once that is known.
public struct OperationsContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    /// Set by ``BearerAuthentication``; nil on probes.
    public var grant: TokenGrant?

    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
    }

    /// Bodies of the admin API are small.
    public var maxUploadSize: Int { 1_048_576 }
}
