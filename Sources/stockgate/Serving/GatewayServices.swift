import Gateway
import Inventory
import Logging
import NIOConcurrencyHelpers
import ServiceLifecycle
import Storage
import Webhooks

/// The inbox and the services behind it. Each wakes the other: deliveries wake the applier, what a poll brings enters the inbox.
struct GatewayServices: Sendable {
    let inbox: GroupCommitInbox
    private let store: Store
    private let recording: DayRecording?
    private let current: NIOLockedValueBox<Gateway>
    private let keys = NIOLockedValueBox<GatewayKeys?>(nil)
    private let make: @Sendable () -> Gateway

    /// The one that works now. Where days are recorded, each has another.
    var gateway: Gateway { current.withLockedValue { $0 } }

    /// - Parameter recording: gives turns to the services, where days are recorded.
    init(_ configuration: GatewayConfiguration, sources: SourceRegistry, store: Store, recording: DayRecording? = nil, logger: Logger) {
        let awakened = NIOLockedValueBox<Gateway?>(nil)
        let inbox = GroupCommitInbox(store: store) { awakened.withLockedValue { $0 }?.wakeApplier() }
        var options = GatewayOptions(configuration)
        options.accountOfSource = sources.account(ofSource:)
        // In its turn a service commits what it brings by itself: no other thread's work is part of a turn.
        let own = OwnInbox(door: inbox, own: CallerInbox(store: store) { awakened.withLockedValue { $0 }?.wakeApplier() })
        let chosen = recording == nil ? options : options.inTurns()
        let door: any Inbox = recording == nil ? inbox : own
        make = {
            let gateway = Gateway(chosen, store: store, inbox: door, logger: logger)
            awakened.withLockedValue { $0 = gateway }
            return gateway
        }
        current = NIOLockedValueBox(make())
        (self.inbox, self.store, self.recording) = (inbox, store, recording)
    }

    /// From now on every request carries these.
    func use(_ keys: GatewayKeys) {
        self.keys.withLockedValue { $0 = keys }
        gateway.use(keys)
    }

    /// In the order in which they start; they stop in the opposite one.
    var services: [any Service] {
        guard let recording else { return services(of: gateway, recorder: nil) }
        return [
            RecordedDays(
                begin: { await recording.begin(store, onSnapshot: $0) }, services: { services(of: renewed(), recorder: recording.recorder) },
                isOver: { await isOver(recording.recorder, since: $0) }, end: { await recording.recorder.end("the day is over") },
                logger: Logger(label: "recording"))
        ]
    }

    private func services(of gateway: Gateway, recorder: DayRecorder?) -> [any Service] {
        [ForeignWrites(store: store, gateway: gateway, recorder: recorder)] + gateway.services(recordedBy: recorder)
    }

    /// A gateway that knows what the store knows, as at the start of the process.
    private func renewed() -> Gateway {
        let gateway = make()
        current.withLockedValue { $0 = gateway }
        if let keys = keys.withLockedValue({ $0 }) { gateway.use(keys) }
        return gateway
    }

    /// A day is over when its time is, and nothing would be lost with the gateway that worked in it.
    private func isOver(_ recorder: DayRecorder, since began: Timestamp) async -> Bool {
        guard RecordedDays.isOver(began: began, now: systemClock(), isFull: recorder.isOver) else { return false }
        guard gateway.keepers.allSatisfy({ !$0.holdsUnkept }) else { return false }
        do { try await store.checkWritable() } catch { return false }
        return true
    }
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
