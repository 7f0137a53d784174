import HTTPTypes
import Hummingbird
import Inventory
import Listener
import Payload
import Storage

/// What needs a person, and what the person decides.
struct ProblemRoutes {
    let store: Store
    let clock: @Sendable () -> Timestamp
    let onChange: @Sendable () -> Void

    func add(to group: RouterGroup<OperationsContext>) {
        group.get("problems", use: list)
        group.post("problems/:problem/settle", use: settle)
    }

    @Sendable private func list(_ request: Request, _ context: OperationsContext) async throws -> Response {
        let query = try RequestQuery(request, ["kind", "after", "limit"])
        let limit = try query.limit()
        let problems = try await store.problems(
            kind: try query.choice("kind", OpenProblem.Kind.self), after: try query.numberCursor(), limit: limit + 1)
        return JSONAnswer.page(problems, limit: limit, cursor: { String($0.id) }) { $0.payload(inPolish: request.prefersPolish) }
    }

    @Sendable private func settle(_ request: Request, _ context: OperationsContext) async throws -> Response {
        let text = try context.identifier("problem")
        let body = try await RequestBody.object(["action"], of: request, context)
        guard let name = try body.string("action") else { throw body.unfit("action", "one of the problem's actions") }
        guard let id = Int64(text), id > 0, let problem = try await store.problems(kind: nil, after: id - 1, limit: 1).first, problem.id == id else {
            throw Problem(status: .notFound, detail: "there is no open problem \(printable(text, limit: 64))")
        }
        guard let action = OpenProblem.Action(rawValue: name), try await store.settleProblem(id, action: action, at: clock()) else {
            throw body.unfit("action", "one of \(problem.actions.map(\.rawValue).joined(separator: ", "))")
        }
        onChange()
        return Response(status: .noContent)
    }
}

extension Request {
    /// True when Polish stands first in `Accept-Language` (RFC 9110, 12.5.4).
    fileprivate var prefersPolish: Bool {
        let first = headers[.acceptLanguage]?.split(separator: ",").first?.split(separator: ";").first
        return first?.split(separator: "-").first?.lowercased().drop { $0 == " " } == "pl"
    }
}
