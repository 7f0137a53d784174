import Inventory
import Logging
import Storage

/// The services that bring orders in: a fetcher for each account, and one reader of single forms.
public struct OrderServices: Sendable {
    public let fetchers: [OrderFetcher]
    public let reader: OrderReader

    init(
        _ options: GatewayOptions, store: Store, inbox: any Inbox, access: AllegroAccess, firstLook: FirstLook, logger: Logger,
        onFetched: @escaping @Sendable () -> Void
    ) {
        let intervals = OrderFetcher.Intervals(events: options.orderEventsInterval, sweep: options.orderSweepInterval)
        fetchers = access.accounts.map {
            OrderFetcher(
                $0, access: access, store: store, inbox: inbox, intervals: intervals, polls: options.polls, firstLook: firstLook, wake: Wake(),
                logger: logger, onFetched: onFetched)
        }
        reader = OrderReader(store: store, access: access, inbox: inbox, wake: Wake(), logger: logger, chance: options.chance, onRead: onFetched)
    }

    public var all: [any SteppedService] { fetchers + [reader] }

    /// A notification brought an event of the account.
    func notified(_ account: AccountName, at now: Timestamp) { fetchers.first { $0.account == account }?.notified(at: now) }

    /// The shop may want orders fetched now, or some may wait to be read.
    func wakeUp() { for service in all { service.wake.signal() } }
}
