import HTTPTypes
import Hummingbird
import Inventory
import Listener
import Payload
import Storage

/// Deliveries: what came in, with its outcome, and applying one again.
struct DeliveryRoutes {
    let store: Store
    let clock: @Sendable () -> Timestamp
    let onChange: @Sendable () -> Void

    func add(to group: RouterGroup<OperationsContext>) {
        group.get("deliveries", use: list)
        group.get("deliveries/:delivery", use: show)
        group.post("deliveries/:delivery/replay", use: replay)
    }

    @Sendable private func list(_ request: Request, _ context: OperationsContext) async throws -> Response {
        let query = try RequestQuery(request, ["state", "after", "limit"])
        let limit = min(try query.limit(), Store.deliveryPageLimit - 1)
        let deliveries = try await store.deliveries(
            state: try query.choice("state", DeliveryState.self), after: try query.numberCursor(), limit: limit + 1)
        return JSONAnswer.page(deliveries, limit: limit, cursor: { String($0.sequence) }) { .object($0.summary) }
    }

    @Sendable private func show(_ request: Request, _ context: OperationsContext) async throws -> Response {
        _ = try RequestQuery(request)
        let id = DeliveryID(try context.identifier("delivery"))
        guard let delivery = try await store.delivery(id: id) else { throw Self.unknown(id) }
        var payload = delivery.summary
        payload["headers"] = .object(delivery.incoming.headers.sorted { $0.key < $1.key }.reduce(into: [:]) { $0[$1.key] = .string($1.value) })
        payload["body"] = .string(delivery.maskedBody)
        return JSONAnswer.ok(.object(payload))
    }

    @Sendable private func replay(_ request: Request, _ context: OperationsContext) async throws -> Response {
        _ = try RequestQuery(request)
        let id = DeliveryID(try context.identifier("delivery"))
        do {
            try await store.replay(id: id)
        } catch StorageError.unknownDelivery {
            throw Self.unknown(id)
        } catch let error as StorageError {
            switch error {
            case .notReplayable, .bodyDropped: throw Problem(status: .conflict, detail: "\(error)")
            default: throw error
            }
        }
        onChange()
        guard let delivery = try await store.delivery(id: id) else { throw Self.unknown(id) }
        return JSONAnswer.ok(.object(delivery.summary), status: .accepted)
    }

    private static func unknown(_ id: DeliveryID) -> Problem {
        Problem(status: .notFound, detail: "there is no delivery \(printable(id.text, limit: 64))")
    }
}

extension Delivery {
    var summary: PayloadObject {
        [
            "id": .string(id.text), "source": .string(incoming.source), "kind": .string(incoming.kind.rawValue),
            "trust": .string(incoming.trust.rawValue), "state": .string(state.rawValue), "key": .text(incoming.key),
            "received_at": .moment(incoming.receivedAt), "settled_at": .moment(settledAt), "reason": .text(reason), "pointer": .text(pointer),
        ]
    }
}
