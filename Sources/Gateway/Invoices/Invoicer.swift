import Allegro
public import Inventory
public import Logging
import Metrics
import NIOConcurrencyHelpers
public import Storage
public import WFirma

/// Issues the one document of each order and brings it to the buyer, a state at a time (R19, R34; `docs/invoices.md`).
public final class Invoicer: SteppedService {
    /// At least between two looks for ready orders that nobody wanted a document for, however often it is woken for others.
    static let wishInterval: Duration = .seconds(60)
    /// Until the next one where nobody wakes it; spread, so that a thousand merchants that began together do not look at once.
    static let quietInterval: Duration = .seconds(600)
    static let wishLimit = 100
    /// While nothing may be sent.
    static let frozenRest: Duration = .seconds(1)

    public let wake: Wake
    public let clock: @Sendable () -> Timestamp
    private let store: Store
    private let issuer: DocumentIssuer
    private let corrector: DocumentCorrector
    private let checker: DocumentChecker
    private let uploader: DocumentUploader
    private let releases: ReleaseReader
    private let logger: Logger
    private let accounts: Set<AccountName>
    private let chance: @Sendable () -> Double
    private let backoff = Backoff(first: .seconds(2), limit: .seconds(300))
    private let lastWish = NIOLockedValueBox<Wish?>(nil)
    private let faults: Counter

    /// A look for ready orders.
    private struct Wish: Sendable {
        var at: Timestamp
        /// The store's, with what the look wrote.
        var revision: Int
        /// When to look again though nothing is told.
        var next: Timestamp
    }

    /// - Parameters:
    ///   - merchant: whose orders they are, where the process works for several; else empty.
    ///   - onOrderAsked: an order is to be read.
    ///   - onDelivered: a release is in the inbox.
    public init(
        store: Store, merchant: String, access: AllegroAccess, wfirma: WFirmaClient, inbox: any Inbox, options: InvoicingOptions, wake: Wake,
        logger: Logger, chance: @escaping @Sendable () -> Double, onOrderAsked: @escaping @Sendable () -> Void,
        onDelivered: @escaping @Sendable () -> Void
    ) {
        self.store = store
        self.wake = wake
        self.clock = access.clock
        self.logger = logger
        self.chance = chance
        faults = Counter(label: "stockgate_order_document_faults_total", merchant: merchant)
        self.accounts = Set(access.accounts.map(\.name))
        let seller = SellerReader(wfirma: wfirma)
        let adder = DocumentAdder(store: store, wfirma: wfirma, options: options, clock: access.clock)
        issuer = DocumentIssuer(
            store: store, access: access, wfirma: wfirma, seller: seller, adder: adder, options: options, onOrderAsked: onOrderAsked)
        corrector = DocumentCorrector(store: store, wfirma: wfirma, adder: adder)
        checker = DocumentChecker(store: store, wfirma: wfirma, seller: seller, options: options)
        uploader = DocumentUploader(store: store, access: access, options: options)
        releases = ReleaseReader(store: store, wfirma: wfirma, inbox: inbox, clock: access.clock, onDelivered: onDelivered)
    }

    public func step(at now: Timestamp) async -> Pace {
        do {
            if try await store.carryOutStartDates(at: now) { return .again }
            let nextWish = try await wish(at: now)
            // Reading goes on in a freeze (R49): what waits for a release is not held up.
            if try await releases.step(at: now) { return .again }
            guard try await !store.isFrozen() else { return .rest(until: now + Self.frozenRest) }
            guard let document = try await store.dueOrderDocument(at: now) else {
                let moments = [try await store.nextOrderDocument(), try await releases.nextAsk(), nextWish].compactMap(\.self)
                return .rest(until: max(moments.min() ?? now, now + .milliseconds(20)))
            }
            await work(on: document, at: now)
            return .again
        } catch {
            logger.warning("documents of orders wait", metadata: ["error": "\(error)"])
            return .rest(until: now + .seconds(1))
        }
    }

    /// One step of one document. What fails on the way is tried again, later each time.
    private func work(on document: OrderDocument, at now: Timestamp) async {
        do {
            try await step(document, at: now)
        } catch {
            _ = try? await store.advance(document, by: event(after: error, document), at: clock())
        }
    }

    private func event(after error: any Error, _ document: OrderDocument) -> OrderDocument.Event {
        if error.isWithheld { return .withheld(until: clock() + Self.frozenRest) }
        faults.increment()
        logger.warning(
            "a document's step failed", metadata: ["order": "\(document.order)", "state": "\(document.state.rawValue)", "error": "\(error)"])
        let tries = max(document.attempts, document.failures)
        let until = clock() + max(error.retryAfter ?? .zero, backoff.wait(after: tries, chance: chance()))
        // An account that is not signed in has a problem of its own.
        if let fault = error as? ReadingFault, fault.isMissingAuthorisation, accounts.contains(document.account) {
            return .postponed(until: until, fault: "\(error)")
        }
        return .failed(until: until, fault: "\(error)")
    }

    private func step(_ document: OrderDocument, at now: Timestamp) async throws {
        let isCorrection = document.role == .correction
        switch document.state {
        case .wanted: try await isCorrection ? corrector.lookUp(document, at: now) : issuer.lookUp(document, at: now)
        case .lookedUp: try await isCorrection ? corrector.add(document, at: now) : issuer.add(document, at: now)
        case .adding: try await store.advance(document, by: .answerLost(fault: "stopped while it was sent"), at: now)
        case .unknown: try await issuer.adder.find(document, at: now)
        case .added: try await isCorrection ? corrector.verify(document, at: now) : checker.verify(document, at: now)
        case .verified: try await checker.awaitKSeF(document, at: now)
        case .final: try await checker.fetchFile(document, at: now)
        case .pdfFetched: try await uploader.declare(document, at: now)
        case .declared: try await uploader.upload(document, at: now)
        case .uploaded: try await uploader.awaitScan(document, at: now)
        case .accepted, .refused, .rejected, .mismatched, .foreign, .cancelled, .none: break
        }
    }

    /// Looks for ready orders that nobody wanted a document for, where it has not just done so; tells when to look again.
    private func wish(at now: Timestamp) async throws -> Timestamp {
        let revision = store.revision
        if let last = lastWish.withLockedValue({ $0 }), now - last.at < Self.wishInterval {
            return revision == last.revision ? last.next : last.at + Self.wishInterval
        }
        let found = try await store.wishForDocuments(limit: Self.wishLimit, at: now)
        let next = now + (found < Self.wishLimit ? Self.quietInterval * (0.75 + 0.5 * chance()) : Self.wishInterval)
        lastWish.withLockedValue { $0 = Wish(at: now, revision: revision &+ 1, next: next) }
        return next
    }
}

extension Error {
    /// How long the other side asked to be left alone, where it did.
    fileprivate var retryAfter: Duration? { (self as? WFirmaError)?.retryAfter ?? (self as? ReadingFault)?.retryAfter }
}
