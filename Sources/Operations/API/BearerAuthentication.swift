import HTTPTypes
import Hummingbird
import Inventory
import Listener
import Storage

/// Lets in who brings a token of sufficient scope: `read` to look, `operate` to act, `admin` to change settings, unless the routes name one.
struct BearerAuthentication: RouterMiddleware {
    typealias Context = OperationsContext

    let store: Store
    let clock: @Sendable () -> Timestamp
    /// What every request needs here; nil: by its method.
    private(set) var scope: TokenScope?

    init(store: Store, clock: @escaping @Sendable () -> Timestamp) { (self.store, self.clock) = (store, clock) }

    /// The same for routes that need `scope`, whatever their method.
    func requiring(_ scope: TokenScope) -> Self {
        var authentication = self
        authentication.scope = scope
        return authentication
    }

    func handle(_ request: Request, context: OperationsContext, next: (Request, OperationsContext) async throws -> Response) async throws -> Response
    {
        guard let header = request.headers[.authorization], let token = Self.token(in: header) else {
            throw Self.unauthorised("send a token: Authorization: Bearer …", code: nil)
        }
        guard let grant = try await store.authenticate(token: token, at: clock()) else {
            throw Self.unauthorised("the token is not known or was revoked", code: "invalid_token")
        }
        let needed = scope ?? Self.scope(for: request)
        guard grant.scope >= needed else {
            throw Problem(
                status: .forbidden, detail: "this needs a token of scope \(needed.rawValue); yours has \(grant.scope.rawValue)",
                headers: Self.challenge(", error=\"insufficient_scope\", scope=\"\(needed.rawValue)\""))
        }
        var context = context
        context.grant = grant
        return try await next(request, context)
    }

    private static func token(in header: String) -> String? {
        let parts = header.split(separator: " ")
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return String(parts[1])
    }

    private static func scope(for request: Request) -> TokenScope {
        switch request.method {
        case .get, .head: .read
        case .patch: .admin
        default: .operate
        }
    }

    private static func unauthorised(_ detail: String, code: String?) -> Problem {
        Problem(status: .unauthorized, detail: detail, headers: challenge(code.map { ", error=\"\($0)\"" } ?? ""))
    }

    /// RFC 6750, section 3.
    private static func challenge(_ more: String) -> HTTPFields { [.wwwAuthenticate: "Bearer realm=\"stockgate\"" + more] }
}
