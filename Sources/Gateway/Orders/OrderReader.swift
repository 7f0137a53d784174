import Allegro
public import Inventory
public import Logging
import Metrics
public import Storage

/// Reads single checkout forms, when an event or a document to come asks for it, while the shop wants orders fetched (R18).
public final class OrderReader: SteppedService {
    /// A form that Allegro just told of may not be there to read yet: only this many vain tries make it gone.
    static let goneTries = 2
    /// Tries at a form that Allegro refuses to show. Where Allegro itself is in trouble there is no end to them.
    static let refusalTries = 5
    /// While orders are not to be fetched.
    static let idle: Duration = .seconds(1)
    /// While the account is not configured.
    static let unknownAccountRest: Duration = .seconds(60)

    public let wake: Wake
    public var clock: @Sendable () -> Timestamp { access.clock }
    private let store: Store
    private let access: AllegroAccess
    private let inbox: any Inbox
    private let logger: Logger
    private let chance: @Sendable () -> Double
    private let onRead: @Sendable () -> Void
    private let backoff = Backoff(first: .seconds(1), limit: .seconds(60))
    private let forms = Counter(label: "stockgate_order_pages_total", dimensions: [("way", "single")])

    public init(
        store: Store, access: AllegroAccess, inbox: any Inbox, wake: Wake, logger: Logger, chance: @escaping @Sendable () -> Double,
        onRead: @escaping @Sendable () -> Void
    ) {
        self.store = store
        self.access = access
        self.inbox = inbox
        self.wake = wake
        self.logger = logger
        self.chance = chance
        self.onRead = onRead
    }

    public func step(at now: Timestamp) async -> Pace {
        do {
            guard try await store.settings().fetchOrders else { return .rest(until: now + Self.idle) }
            // An account that nobody may ask for leaves its orders as they are: that says nothing of them.
            let resting = Set(access.accounts.map(\.name).filter { !access.isAuthorised($0, at: now) })
            guard let look = try await store.ordersToRead(limit: 1, without: resting, at: now).first else {
                let next = try await store.nextOrderLook(without: resting)
                return .rest(until: resting.isEmpty ? next : min(next ?? now + Self.idle, now + Self.idle))
            }
            guard let account = access[look.account] else {
                try await store.postponeOrderLook(look.order, until: now + Self.unknownAccountRest)
                return .again
            }
            // Due again later unless it is settled: a crash on the way only repeats the read.
            let again = now + backoff.wait(after: look.attempts, chance: chance())
            try await store.postponeOrderLook(look.order, until: again)
            if try await read(look.order, of: account, tries: look.attempts + 1) {
                try await store.settleOrderLook(look.order, postponedUntil: again)
                onRead()
            }
            return .again
        } catch {
            logger.error("orders to read wait", metadata: ["error": "\(error)"])
            return .rest(until: now + .seconds(1))
        }
    }

    /// True when there is nothing more to ask Allegro about this order: what it said is in the inbox, or it will not say.
    private func read(_ order: OrderID, of account: AllegroAccess.Account, tries: Int) async throws -> Bool {
        do throws(ReadingFault) {
            let (form, window) = try await account.ask(for: .orders, clock) { token throws(AllegroError) in
                try await account.client.order(order, token: token).value
            }
            return try await deliver(form, .form, account, window)
        } catch {
            switch error {
            case .notAuthorised, .allegro(.unauthorised): return false
            case .allegro(.notFound) where tries >= Self.goneTries:
                let now = clock()
                return try await deliver(PolledOrders.gone(order), .gone, account, WarehouseLevel.Window(from: now, to: now))
            case .allegro, .store:
                try await store.countOrderLook(order)
                if !Task.isCancelled {
                    logger.warning(
                        "an order could not be read yet", metadata: ["order": "\(order)", "account": "\(account.name)", "error": "\(error)"])
                }
                guard case .allegro(.refused) = error else { return false }
                return tries >= Self.refusalTries
            }
        }
    }

    private func deliver(
        _ answer: [UInt8], _ question: PolledOrders.Question, _ account: AllegroAccess.Account, _ window: WarehouseLevel.Window
    ) async throws(ReadingFault) -> Bool {
        let polled = PolledOrders(account: account.name, question: question, window: window)
        do { _ = try await inbox.accept(polled.delivery(answer, at: clock())) } catch { throw .store(error) }
        forms.increment()
        return true
    }
}
