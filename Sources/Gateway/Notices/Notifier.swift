import CurlClient
public import Inventory
public import Logging
import Metrics
import NIOConcurrencyHelpers
public import OpenSSLCrypto
public import Storage

/// Tells people of new problems and of those that are over: only what changed, one message for all of it, and no two in short time.
///
/// A message stands in the store before it is sent and keeps its id until it is delivered. So a crash loses none, and what it may send twice is the
/// same message to its receiver: by its `webhook-id`, or by its `Message-ID`.
public final class Notifier: SteppedService {
    /// How often changes are looked for.
    static let interval: Duration = .seconds(5)
    /// A message that nobody takes for so long is given up.
    static let patience: Duration = .seconds(3 * 86_400)

    public let wake = Wake()
    public let clock: @Sendable () -> Timestamp
    private let options: NIOLockedValueBox<NotificationOptions>
    private let store: Store
    private let logger: Logger
    private let newMessageID: @Sendable () -> String
    private let backoff = Backoff(first: .seconds(30), limit: .seconds(3600))

    /// - Parameter newMessageID: makes an id that never comes twice.
    public init(
        _ options: NotificationOptions, store: Store, clock: @escaping @Sendable () -> Timestamp, logger: Logger,
        newMessageID: @escaping @Sendable () -> String
    ) {
        self.options = NIOLockedValueBox(options)
        self.store = store
        self.clock = clock
        self.logger = logger
        self.newMessageID = newMessageID
        // There before the first failure, so that whoever watches it sees it rise.
        for channel in options.channels { for outcome in Outcome.allCases { count(outcome, channel, by: 0) } }
    }

    private enum Outcome: String, CaseIterable { case delivered, failed }

    private func count(_ outcome: Outcome, _ channel: String, by amount: Int = 1) {
        Counter(label: "stockgate_notices_total", dimensions: [("channel", channel), ("outcome", outcome.rawValue)]).increment(by: amount)
    }

    /// From now on mail is sent with this password, and webhooks are signed with this key, where there is one.
    public func use(password: Secret?, key: Secret?) {
        options.withLockedValue { options in
            if let password { options.mail?.password = password }
            if let key { options.webhook?.key = key }
        }
        wake.signal()
    }

    public func step(at now: Timestamp) async -> Pace {
        let options = options.withLockedValue { $0 }
        do {
            let composed = try await store.composeNotice(channels: options.channels, pause: options.pause, message: newMessageID(), at: now)
            if let notice = try await store.noticeDue(at: now) {
                try await deliver(notice, at: now)
                return .again
            }
            var next = now + Self.interval
            if case .early(let until) = composed { next = min(next, until) }
            if let due = try await store.nextNotice() { next = min(next, due) }
            return .rest(until: next)
        } catch {
            logger.warning("people could not be told of problems yet", metadata: ["error": "\(error)"])
            return .rest(until: now + .seconds(30))
        }
    }

    private func deliver(_ notice: Notice, at now: Timestamp) async throws {
        do throws(ExchangeError) {
            try await send(notice, at: now)
        } catch {
            count(.failed, notice.channel)
            guard notice.createdAt + Self.patience > now else {
                logger.error("a message about problems is given up", metadata: ["channel": "\(notice.channel)", "error": "\(error)"])
                return try await store.settle(notice, at: now)
            }
            logger.warning("a message about problems is sent again later", metadata: ["channel": "\(notice.channel)", "error": "\(error)"])
            return try await store.postpone(notice, until: now + backoff.wait(after: notice.attempts + 1, chance: 0.5))
        }
        count(.delivered, notice.channel)
        try await store.settle(notice, at: now)
    }

    private func send(_ notice: Notice, at now: Timestamp) async throws(ExchangeError) {
        let options = options.withLockedValue { $0 }
        switch (notice.channel, options.mail, options.webhook) {
        case ("email", let mail?, _): try await mail.server.send(notice.mail(by: mail), password: mail.password?.text)
        case ("webhook", _, let webhook?):
            let answer = try await webhook.exchange.send(notice.request(to: webhook, at: now))
            // 2xx: taken. 410: Standard Webhooks' word for "never again", which only a person's change of the configuration can mean here.
            guard (200..<300).contains(answer.status) else { throw .notSent(reason: "the receiver answered \(answer.status)") }
        // A channel that left the configuration has nobody to tell.
        default: return
        }
    }
}
