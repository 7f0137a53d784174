import Gateway
import Inventory
import Logging
import NIOConcurrencyHelpers
import ServiceLifecycle
import Storage
import Webhooks

/// The inbox and the services behind it. Each wakes the other: deliveries wake the applier, what a poll brings enters the inbox.
///
/// The inbox takes deliveries whoever works the store; the services are made anew whenever this process begins to.
final class GatewayServices: Sendable {
    let inbox: GroupCommitInbox
    private let options: GatewayOptions
    private let logger: Logger
    private let working: NIOLockedValueBox<Gateway>
    /// Its applier's. The inbox holds this and not the gateway, which holds the inbox.
    private let applierWake: NIOLockedValueBox<Wake?>
    private let state = NIOLockedValueBox(State())

    private struct State {
        var isAtWork = false
        /// Those of a configuration that was read again.
        var keys: GatewayKeys?
    }

    init(
        _ configuration: GatewayConfiguration, sources: SourceRegistry, exchanges: Exchanges, share: AllegroShare, store: Store, logger: Logger
    ) {
        let applierWake = NIOLockedValueBox<Wake?>(nil)
        let inbox = GroupCommitInbox(store: store) { applierWake.withLockedValue { $0 }?.signal() }
        var options = GatewayOptions(configuration, exchanges: exchanges)
        options.accountOfSource = sources.account(ofSource:)
        options.merchant = configuration.merchantName ?? ""
        (options.budgets, options.polls) = (share.budgets, share.polls)
        // It works nothing, and tells the faces what there is before anybody has begun.
        let working = NIOLockedValueBox(Gateway(options, store: store, inbox: inbox, logger: logger))
        (self.inbox, self.options, self.logger, self.working, self.applierWake) = (inbox, options, logger, working, applierWake)
    }

    /// The services that worked here last. To be asked anew at each use.
    var gateway: Gateway { working.withLockedValue { $0 } }

    /// Whether they work here now, or another gateway's do; what another's know is not told here.
    var isAtWork: Bool { state.withLockedValue { $0.isAtWork } }

    /// Takes the other sides' secrets anew, now and whenever the services begin.
    func use(_ keys: GatewayKeys) {
        state.withLockedValue { $0.keys = keys }
        gateway.use(keys)
    }

    /// Services that know nothing yet, over a store that is worked under a tenure; in the order in which they start.
    ///
    /// - Parameter recording: gives turns to the services, where days are recorded; each day has services of its own.
    func begin(over store: Store, recording: DayRecording?) -> [any Service] {
        guard let recording else {
            return renewed(options, store, TenureInbox(door: inbox, store: store)).services(recordedBy: nil)
        }
        // In its turn a service commits what it brings by itself: no other thread's work is part of a turn.
        let own = OwnInbox(door: inbox, own: CallerInbox(store: store) { [applierWake] in applierWake.withLockedValue { $0 }?.signal() })
        return [
            RecordedDays(
                begin: { await recording.begin(store, onSnapshot: $0) },
                services: { [self] in renewed(options.inTurns(), store, own).services(recordedBy: recording.recorder) },
                isOver: { [self] in await isOver(recording.recorder, store, since: $0) },
                end: { await recording.recorder.end("the day is over") }, logger: Logger(label: "recording"))
        ]
    }

    /// A gateway that knows what the store knows, as at the start of the process.
    private func renewed(_ options: GatewayOptions, _ store: Store, _ inbox: any Inbox) -> Gateway {
        let gateway = Gateway(options, store: store, inbox: inbox, logger: logger)
        working.withLockedValue { $0 = gateway }
        applierWake.withLockedValue { $0 = gateway.applierWake }
        let keys = state.withLockedValue { state in
            state.isAtWork = true
            return state.keys
        }
        if let keys { gateway.use(keys) }
        return gateway
    }

    /// A day is over when its time is, and nothing would be lost with the gateway that worked in it.
    private func isOver(_ recorder: DayRecorder, _ store: Store, since began: Timestamp) async -> Bool {
        guard RecordedDays.isOver(began: began, now: systemClock(), isFull: recorder.isOver) else { return false }
        guard gateway.keepers.allSatisfy({ !$0.holdsUnkept }) else { return false }
        do { try await store.checkWritable() } catch { return false }
        return true
    }

    /// What began has ended; another gateway may work the store.
    func rest() { state.withLockedValue { $0.isAtWork = false } }
}

/// The inbox of services under a tenure: what was read before it was over, and is old by now, does not come in.
private struct TenureInbox: Inbox {
    let door: GroupCommitInbox
    let store: Store

    var isBusy: Bool { door.isBusy }

    func accept(_ delivery: IncomingDelivery, completion: @escaping @Sendable (Result<Acceptance, InboxFault>) -> Void) {
        guard store.mayAct else { return completion(.failure(Self.over)) }
        door.accept(delivery, completion: completion)
    }

    func reject(_ delivery: IncomingDelivery, _ rejection: Rejection, completion: @escaping @Sendable (Result<Void, InboxFault>) -> Void) {
        guard store.mayAct else { return completion(.failure(Self.over)) }
        door.reject(delivery, rejection, completion: completion)
    }

    private static let over = InboxFault.notWritable(reason: "\(StorageError.leaseLost)")
}

/// The inbox of services that take turns: what they bring is committed in their own turn, and they give way to senders at the door.
private struct OwnInbox: Inbox {
    let door: GroupCommitInbox
    let own: CallerInbox

    /// It changes when a service works next, not what it then decides.
    var isBusy: Bool { door.isBusy }

    func accept(_ delivery: IncomingDelivery, completion: @escaping @Sendable (Result<Acceptance, InboxFault>) -> Void) {
        own.accept(delivery, completion: completion)
    }

    func reject(_ delivery: IncomingDelivery, _ rejection: Rejection, completion: @escaping @Sendable (Result<Void, InboxFault>) -> Void) {
        own.reject(delivery, rejection, completion: completion)
    }
}

/// What another process wrote to the store, a command, a second face or another gateway's inbox, is acted on at once.
struct ForeignWrites: Service {
    private let gateway: GatewayServices
    private let store: Store
    private let recorder: DayRecorder?

    init(_ gateway: GatewayServices, of store: Store, recorder: DayRecorder?) {
        (self.gateway, self.store, self.recorder) = (gateway, store, recorder)
    }

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            try await store.watchForeignWrites {
                recorder?.noteForeignWrite()
                gateway.gateway.wakeAll()
            }
        }
    }
}
