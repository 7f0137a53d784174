import HTTPTypes
import Hummingbird
import Listener
import Storage

/// A store that cannot answer now is no fault of the request: 503, to be tried again.
struct StoreFaults: RouterMiddleware {
    typealias Context = OperationsContext

    func handle(_ request: Request, context: OperationsContext, next: (Request, OperationsContext) async throws -> Response) async throws -> Response
    {
        do {
            return try await next(request, context)
        } catch let error as StorageError {
            switch error {
            case .busy: throw Problem(status: .serviceUnavailable, detail: error.description, headers: [.retryAfter: "1"])
            case .notWritable, .takenAway: throw Problem(status: .serviceUnavailable, detail: error.description, headers: [.retryAfter: "10"])
            default: throw error
            }
        }
    }
}
