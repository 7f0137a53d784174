import HTTPTypes
import Hummingbird
import Inventory
import Listener
import Payload
import Storage

/// Comparing both sides at once: a wish that the running services fulfil.
struct ReconciliationRoutes {
    let store: Store
    /// How long a comparison may take before the caller is told to come back.
    let patience: Duration
    let clock: @Sendable () -> Timestamp
    let onChange: @Sendable () -> Void

    func add(to group: RouterGroup<OperationsContext>) {
        group.post("reconciliations", use: reconcile)
    }

    @Sendable private func reconcile(_ request: Request, _ context: OperationsContext) async throws -> Response {
        _ = try RequestQuery(request)
        let wish = try await store.ask("reconcile", at: clock())
        onChange()
        do {
            let answer = try await store.answer(to: wish, within: patience)
            guard answer.granted else { throw Problem(status: .badGateway, detail: "the comparison did not come to its end: \(answer.text)") }
            return JSONAnswer.ok(try PayloadValue.json(Array(answer.text.utf8)))
        } catch StorageError.noAnswer {
            throw Problem(status: .serviceUnavailable, detail: "no comparison ended in time", headers: [.retryAfter: "30"])
        }
    }
}
