import NIOConcurrencyHelpers
import Storage

/// The merchants of this process, by their names and by the sources of their webhooks.
final class Merchants: Sendable {
    private struct State {
        var byName: [String: Merchant] = [:]
        var bySource: [String: Merchant] = [:]
    }

    private let state = NIOLockedValueBox(State())

    /// Every merchant, by name.
    var all: [Merchant] { state.withLockedValue { $0.byName.values.sorted { $0.name < $1.name } } }

    subscript(name: String) -> Merchant? { state.withLockedValue { $0.byName[name] } }

    func owner(ofSource source: String) -> Merchant? { state.withLockedValue { $0.bySource[source] } }

    /// Has one merchant for each of these configurations: those that were there stay, others come and go.
    func follow(_ configurations: [GatewayConfiguration]) {
        state.withLockedValue { state in
            var fresh = State()
            for configuration in configurations {
                guard let name = configuration.merchantName else { continue }
                let isOfFleet = PostgreSQLAddress(configuration.database) != nil
                let merchant = state.byName[name] ?? Merchant(name: name, isOfFleet: isOfFleet)
                fresh.byName[name] = merchant
                for source in configuration.sources { fresh.bySource[source.name] = merchant }
            }
            state = fresh
        }
    }
}

/// The door of several merchants: hands each delivery to the inbox of the merchant whose source brought it. While that one is not at work its senders
/// are told to come back, and the others' are not kept waiting.
struct MerchantInboxes: Inbox {
    let merchants: Merchants

    /// Nobody works on all merchants' deliveries.
    var isBusy: Bool { false }

    func accept(_ delivery: IncomingDelivery, completion: @escaping @Sendable (Result<Acceptance, InboxFault>) -> Void) {
        guard let inbox = inbox(of: delivery) else { return completion(.failure(Self.closed)) }
        inbox.accept(delivery, completion: completion)
    }

    func reject(_ delivery: IncomingDelivery, _ rejection: Rejection, completion: @escaping @Sendable (Result<Void, InboxFault>) -> Void) {
        guard let inbox = inbox(of: delivery) else { return completion(.failure(Self.closed)) }
        inbox.reject(delivery, rejection, completion: completion)
    }

    private func inbox(of delivery: IncomingDelivery) -> GroupCommitInbox? {
        merchants.owner(ofSource: delivery.source)?.runtime?.gateway.inbox
    }

    private static let closed = InboxFault.notWritable(reason: "the merchant of this source is not at work")
}
