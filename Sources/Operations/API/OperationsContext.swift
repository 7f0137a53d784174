import Foundation
import HTTPTypes
public import Hummingbird
import Listener
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

    /// The identifier that stands in the path, percent-decoded. Throws a ``Problem`` for what can be none.
    func identifier(_ name: String) throws -> String {
        guard let text = try parameters.require(name).removingPercentEncoding, text.isIdentifier else {
            throw Problem(status: .notFound, detail: "there is no such \(name)")
        }
        return text
    }
}
