import Allegro
public import Inventory
public import Logging
import Metrics
import NIOConcurrencyHelpers
public import Storage

/// Switches Allegro's own relisting off where sync is on, one offer at a time (R15): it would list a sold-out offer anew, under another id and
/// with its first quantity. Each step reads the offer first, so that whatever was lost on the way is seen and not guessed.
public final class OfferEditor: SteppedService {
    /// Vain tries before a person is told.
    static let tries = 8
    /// After that, how often it is tried again.
    static let laterBeat: Duration = .seconds(3600)
    /// While Allegro is not available.
    static let outageBeat: Duration = .seconds(10)
    /// While everything is frozen.
    static let frozenBeat: Duration = .seconds(1)
    /// While Allegro carries an edit out and does not say when to ask.
    static let operationBeat: Duration = .seconds(1)

    public let wake: Wake
    public var clock: @Sendable () -> Timestamp { access.clock }
    private let store: Store
    private let access: AllegroAccess
    private let logger: Logger
    private let chance: @Sendable () -> Double
    private let backoff = Backoff(first: .seconds(1), limit: .seconds(60))
    /// Accounts that cannot be worked for, and until when they are left alone; their edits stay as they are, and the others' go on.
    private let pauses = NIOLockedValueBox<[AccountName: Timestamp]>([:])
    private let edits = Counter(label: "stockgate_offer_edits_total")

    public init(store: Store, access: AllegroAccess, wake: Wake, logger: Logger, chance: @escaping @Sendable () -> Double) {
        self.store = store
        self.access = access
        self.wake = wake
        self.logger = logger
        self.chance = chance
    }

    public func step(at now: Timestamp) async -> Pace {
        do {
            let pauses = pauses.withLockedValue { $0.filter { $0.value > now } }
            let resting = Set(pauses.keys)
            guard let edit = try await store.offerEditDue(without: resting, at: now) else {
                let next = try await store.nextOfferEdit(without: resting)
                return .rest(until: (pauses.map(\.value) + (next.map { [$0] } ?? [])).min())
            }
            if try await store.isFrozen() { return .rest(until: now + Self.frozenBeat) }
            guard edit.republish != nil else {
                try await store.finish(edit, at: now)
                return .again
            }
            guard let account = access[edit.account] else {
                try await giveUp(edit, because: "the configuration does not list account \(edit.account)")
                return .again
            }
            do throws(ReadingFault) {
                try await advance(edit, account)
            } catch {
                try await settle(error, edit, at: now)
            }
            return .again
        } catch {
            logger.error("the store cannot tell which offers to edit", metadata: ["error": "\(error)"])
            return .rest(until: now + .seconds(1))
        }
    }

    private func advance(_ edit: OfferEditTask, _ account: AllegroAccess.Account) async throws(ReadingFault) {
        guard let wanted = edit.republish else { return }
        let offer = edit.offer
        if let operation = edit.operation {
            let progress = try await account.ask(for: .readBack, clock) { token throws(AllegroError) in
                try await account.client.operation(operation, of: offer, token: token).value
            }.0
            if case .underway(_, let wait) = progress {
                return try await storing { try await postpone(edit, operation, in: wait ?? Self.operationBeat, countsAsVain: false) }
            }
        }
        let isOn = try await account.ask(for: .readBack, clock) { token throws(AllegroError) in
            try await account.client.offer(offer, token: token).value.republish
        }.0
        if !edit.givesBack { try await storing { try await store.keepRepublish(isOn, of: offer) } }
        guard isOn != wanted else { return try await storing { try await store.finish(edit, at: clock()) } }
        guard edit.attempts < Self.tries else {
            return try await storing { try await giveUp(edit, because: "Allegro took the edit and did not carry it out") }
        }
        let answer = try await account.ask(for: .readBack, clock) { token throws(AllegroError) in
            try await account.client.setRepublish(wanted, on: offer, token: token).value
        }.0
        edits.increment()
        logger.info("edited an offer", metadata: ["offer": "\(offer)", "republish": "\(wanted)"])
        // Either way it is read again: done is what the offer shows.
        try await storing {
            switch answer {
            case .done: try await postpone(edit, nil, in: .zero, countsAsVain: true)
            case .accepted(let operation, let wait): try await postpone(edit, operation, in: wait ?? Self.operationBeat, countsAsVain: true)
            }
        }
    }

    private func settle(_ fault: ReadingFault, _ edit: OfferEditTask, at now: Timestamp) async throws {
        logger.warning("an offer could not be edited yet", metadata: ["offer": "\(edit.offer)", "error": "\(fault)"])
        switch fault {
        case .store(let error): throw error
        // The operation is forgotten after a while; the offer itself tells.
        case .allegro(.notFound) where edit.operation != nil: try await postpone(edit, nil, in: .zero, countsAsVain: true)
        // Archived: nothing is relisted any more.
        case .allegro(.notFound): try await store.finish(edit, at: clock())
        case .allegro(.refused(409, _, _)) where edit.attempts < Self.tries:
            try await postpone(edit, edit.operation, in: backoff.wait(after: edit.attempts, chance: chance()), countsAsVain: true)
        case .allegro(let error):
            if case .refused = error { return try await giveUp(edit, because: "\(error)") }
            if error.isWithheld { return try await postpone(edit, edit.operation, in: Self.frozenBeat, countsAsVain: false) }
            guard fault.concernsAccount else { return try await postpone(edit, edit.operation, in: Self.outageBeat, countsAsVain: false) }
            pauses.withLockedValue { $0[edit.account] = now + (fault.retryAfter ?? Self.outageBeat) }
        case .notAuthorised: pauses.withLockedValue { $0[edit.account] = now + .seconds(1) }
        }
    }

    private func postpone(_ edit: OfferEditTask, _ operation: String?, in wait: Duration, countsAsVain: Bool) async throws {
        try await store.postpone(edit, operation: operation, countsAsVain: countsAsVain, until: clock() + wait)
    }

    private func giveUp(_ edit: OfferEditTask, because reason: String) async throws {
        try await store.giveUp(edit, because: reason, nextTry: clock() + Self.laterBeat, at: clock())
    }

    private func storing(_ work: () async throws -> Void) async throws(ReadingFault) {
        do { try await work() } catch { throw .store(error) }
    }
}
