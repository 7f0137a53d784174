import HTTPTypes
import Hummingbird
import Listener

/// Answers what no route takes: 405 where another method would be taken, else 404. Under `/api/v1` a token is asked for first, as everywhere there.
struct UnmatchedRoutes: RouterMiddleware {
    typealias Context = OperationsContext

    private struct Route: Sendable {
        /// Steps of the path; nil stands for any one step.
        let steps: [Substring?]
        let method: HTTPRequest.Method

        var variables: Int { steps.count { $0 == nil } }

        func takes(_ path: [Substring]) -> Bool {
            path.count == steps.count && zip(path, steps).allSatisfy { $1 == nil || $0 == $1 }
        }
    }

    private static let guarded: [Substring] = ["api", "v1"]

    private let routes: [Route]
    private let authentication: BearerAuthentication

    init(_ routes: [Router<OperationsContext>.RouteDescription], authentication: BearerAuthentication) {
        self.routes = routes.map { route in
            Route(steps: Self.steps(of: route.path.description).map { $0.first == "{" ? nil : $0 }, method: route.method)
        }
        self.authentication = authentication
    }

    func handle(_ request: Request, context: OperationsContext, next: (Request, OperationsContext) async throws -> Response) async throws -> Response
    {
        do {
            return try await next(request, context)
        } catch let error as HTTPError where error.status == .notFound {
            // Only the router speaks so; routes throw problems.
            let problem = problem(for: request)
            guard Self.steps(of: request.uri.path).starts(with: Self.guarded) else { throw problem }
            return try await authentication.handle(request, context: context) { _, _ in throw problem }
        }
    }

    private func problem(for request: Request) -> Problem {
        let steps = Self.steps(of: request.uri.path)
        let matching = routes.filter { $0.takes(steps) }
        // As the router does: what is written out goes before what any step may take.
        let fewest = matching.map(\.variables).min()
        var methods = Set(matching.filter { $0.variables == fewest }.map(\.method.rawValue))
        if methods.contains("GET") { methods.insert("HEAD") }
        guard !methods.isEmpty, !methods.contains(request.method.rawValue) else {
            return Problem(status: .notFound, detail: "there is nothing at this path")
        }
        let allowed = methods.sorted().joined(separator: ", ")
        return Problem(status: .methodNotAllowed, detail: "this path takes \(allowed)", headers: [.allow: allowed])
    }

    private static func steps(of path: String) -> [Substring] { path.split(separator: "/") }
}
