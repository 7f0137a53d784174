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
    private let recorder: DayRecorder?

    /// - Parameter recorder: gives turns to the services, where a day is recorded.
    init(_ configuration: GatewayConfiguration, sources: SourceRegistry, store: Store, recorder: DayRecorder? = nil, logger: Logger) {
        let awakened = NIOLockedValueBox<Gateway?>(nil)
        let inbox = GroupCommitInbox(store: store) { awakened.withLockedValue { $0 }?.wakeApplier() }
        var options = GatewayOptions(configuration)
        options.accountOfSource = sources.account(ofSource:)
        // In its turn a service commits what it brings by itself: no other thread's work is part of a turn.
        let own = CallerInbox(store: store) { awakened.withLockedValue { $0 }?.wakeApplier() }
        let gateway =
            recorder == nil
            ? Gateway(options, store: store, inbox: inbox, logger: logger) : Gateway(options.inTurns(), store: store, inbox: own, logger: logger)
        awakened.withLockedValue { $0 = gateway }
        (self.gateway, self.inbox, self.store, self.recorder) = (gateway, inbox, store, recorder)
    }

    /// In the order in which they start; they stop in the opposite one.
    var services: [any Service] {
        [ForeignWrites(store: store, gateway: gateway, recorder: recorder)] + gateway.services(recordedBy: recorder)
    }
}

/// What another process wrote to the store, a command or a second face, is acted on at once.
private struct ForeignWrites: Service {
    let store: Store
    let gateway: Gateway
    let recorder: DayRecorder?

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            try await store.watchForeignWrites {
                recorder?.noteForeignWrite()
                gateway.wakeAll()
            }
        }
    }
}
