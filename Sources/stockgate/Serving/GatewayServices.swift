import Gateway
import Logging
import NIOConcurrencyHelpers
import ServiceLifecycle
import Storage
import Webhooks

/// The inbox and the services behind it. Each wakes the other: deliveries wake the applier, what a poll brings enters the inbox.
struct GatewayServices: Sendable {
    let gateway: Gateway
    let inbox: GroupCommitInbox
    private let store: Store

    init(_ configuration: GatewayConfiguration, sources: SourceRegistry, store: Store, logger: Logger) {
        let awakened = NIOLockedValueBox<Gateway?>(nil)
        let inbox = GroupCommitInbox(store: store) { awakened.withLockedValue { $0 }?.wakeApplier() }
        var options = GatewayOptions(configuration)
        options.accountOfSource = sources.account(ofSource:)
        let gateway = Gateway(options, store: store, inbox: inbox, logger: logger)
        awakened.withLockedValue { $0 = gateway }
        (self.gateway, self.inbox, self.store) = (gateway, inbox, store)
    }

    /// In the order in which they start; they stop in the opposite one.
    var services: [any Service] {
        [ForeignWrites(store: store, gateway: gateway)] + gateway.services
    }
}

/// What another process wrote to the store, a command or a second face, is acted on at once.
private struct ForeignWrites: Service {
    let store: Store
    let gateway: Gateway

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            try await store.watchForeignWrites { gateway.wakeAll() }
        }
    }
}
