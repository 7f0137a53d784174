import Allegro
import Inventory
import OpenSSLCrypto

/// Why Allegro could not be read.
enum ReadingFault: Error, CustomStringConvertible {
    case notAuthorised
    case allegro(AllegroError)
    case store(any Error)

    /// True where it is no matter of the one thing that was asked for: others would fail in the same way now.
    var concernsAccount: Bool {
        switch self {
        case .notAuthorised, .store, .allegro(.unauthorised), .allegro(.rateLimited), .allegro(.unreachable): true
        case .allegro: false
        }
    }

    var isMissingAuthorisation: Bool {
        if case .notAuthorised = self { true } else { false }
    }

    var description: String {
        switch self {
        case .notAuthorised: "the account is not authorised"
        case .allegro(let error): "\(error)"
        case .store(let error): "\(error)"
        }
    }

    /// How long Allegro asked to be left alone, where it did.
    var retryAfter: Duration? {
        guard case .allegro(.rateLimited(let wait, _)) = self else { return nil }
        return wait
    }
}

/// What Allegro answered, and between which moments.
struct TimedAnswer<Value: Sendable>: Sendable {
    var value: Value
    /// By our clock.
    var window: WarehouseLevel.Window
    /// By Allegro's.
    var theirs: WarehouseLevel.Window
}

extension AllegroAccess.Account {
    /// One request within the budget, and when it was answered by both clocks.
    func timed<Value: Sendable>(
        for use: Allowance.Use, _ clock: @Sendable () -> Timestamp, _ request: (Secret) async throws(AllegroError) -> Answered<Value>
    ) async throws(ReadingFault) -> TimedAnswer<Value> {
        let (answer, window) = try await ask(for: use, clock, request)
        return TimedAnswer(value: answer.value, window: window, theirs: theirClock.heard(answer.serverDate, asked: window))
    }

    /// One request within the budget, and the moments between which it was answered.
    func ask<Value: Sendable>(
        for use: Allowance.Use, _ clock: @Sendable () -> Timestamp, _ request: (Secret) async throws(AllegroError) -> Value
    ) async throws(ReadingFault) -> (Value, WarehouseLevel.Window) {
        guard let token = keeper.accessToken(at: clock()) else { throw .notAuthorised }
        do { try await take(use) } catch { throw .store(error) }
        let from = clock()
        do throws(AllegroError) {
            let value = try await request(token)
            keeper.accepted(token)
            return (value, WarehouseLevel.Window(from: from, to: clock()))
        } catch {
            if case .unauthorised = error { keeper.refused(token) }
            if case .rateLimited(let wait, _) = error { rejected(use, retryAfter: wait) }
            throw .allegro(error)
        }
    }
}
