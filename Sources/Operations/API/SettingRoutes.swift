import HTTPTypes
import Hummingbird
import Inventory
import Listener
import Payload
import Storage

/// Settings, problems, and comparing both sides at once.
struct SettingRoutes {
    /// How long a comparison may take before the caller is told to come back.
    static let reconcilePatience: Duration = .seconds(120)

    let store: Store
    let clock: @Sendable () -> Timestamp
    let onChange: @Sendable () -> Void

    func add(to group: RouterGroup<OperationsContext>) {
        group.get("settings", use: show)
        group.patch("settings", use: change)
        group.get("problems", use: problems)
        group.post("problems/:problem/settle", use: settle)
        group.post("reconciliations", use: reconcile)
    }

    @Sendable private func show(_ request: Request, _ context: OperationsContext) async throws -> Response {
        JSONAnswer.ok(try await store.settings().payload)
    }

    @Sendable private func change(_ request: Request, _ context: OperationsContext) async throws -> Response {
        let body = try await RequestReader(request: request, context: context)
            .object(["fetch_orders", "issue_invoices", "frozen", "accounts", "disable_sync"])
        let wish = try SettingsWish(body)
        let outcome = try await store.changeSettings(disablingSync: try body.flag("disable_sync") ?? false, at: clock()) { wish.apply(to: &$0) }
        onChange()
        switch outcome {
        case .changed(let settings): return JSONAnswer.ok(settings.payload)
        case .neededBySync(let offers):
            throw Problem(
                status: .conflict,
                detail: "\(offers) synchronised offers need this switch; send \"disable_sync\": true to switch their sync off with it")
        }
    }

    @Sendable private func problems(_ request: Request, _ context: OperationsContext) async throws -> Response {
        let query = RequestReader(request: request, context: context)
        let limit = try query.limit()
        let problems = try await store.problems(
            kind: try query.choice("kind", OpenProblem.Kind.self), after: try query.cursor { Int64($0) }, limit: limit + 1)
        return JSONAnswer.page(problems, limit: limit, cursor: { String($0.id) }, \.payload)
    }

    @Sendable private func settle(_ request: Request, _ context: OperationsContext) async throws -> Response {
        let text = try context.parameters.require("problem")
        let body = try await RequestReader(request: request, context: context).object(["action"])
        guard let action = try body.string("action") else { throw body.unfit("action", "one of the problem's actions") }
        guard let id = Int64(text), let problem = try await store.problems(kind: nil, after: id - 1, limit: 1).first, problem.id == id else {
            throw Problem(status: .notFound, detail: "there is no open problem \(text)")
        }
        guard try await store.settleProblem(id, action: action, at: clock()) else {
            throw body.unfit("action", "one of \(problem.actions.joined(separator: ", "))")
        }
        onChange()
        return Response(status: .noContent)
    }

    @Sendable private func reconcile(_ request: Request, _ context: OperationsContext) async throws -> Response {
        let wish = try await store.ask("reconcile", at: clock())
        onChange()
        do {
            let answer = try await store.answer(to: wish, within: Self.reconcilePatience)
            guard answer.granted else { throw Problem(status: .badGateway, detail: "the comparison did not come to its end: \(answer.text)") }
            return JSONAnswer.ok(try PayloadValue.json(Array(answer.text.utf8)))
        } catch StorageError.noAnswer {
            throw Problem(status: .serviceUnavailable, detail: "no comparison ended in time", headers: [.retryAfter: "30"])
        }
    }
}
