public import CurlClient
import NIOConcurrencyHelpers

/// The budgets of a process: one for each client id, whichever merchants' accounts use it, for that is what Allegro counts requests by.
public final class ClientBudgets: Sendable {
    private let budgets = NIOLockedValueBox<[String: SharedBudget]>([:])
    private let clock: BudgetClock

    /// `clock` never runs backwards; a simulation brings its own.
    public init(clock: BudgetClock = .continuous) { self.clock = clock }

    /// The client id's budget, made when first asked for. Of all who share it the smallest limit that anyone named holds, until the process ends.
    public func budget(of clientID: String, requestsPerMinute: Int) -> SharedBudget {
        let budget = budgets.withLockedValue { budgets in
            let budget = budgets[clientID] ?? SharedBudget(RateBudget(), clock: clock)
            budgets[clientID] = budget
            return budget
        }
        budget.hold(LimitKey(.requests, clientID), to: requestsPerMinute)
        return budget
    }

    /// In the order of their client ids.
    public var all: [SharedBudget] { budgets.withLockedValue { $0.sorted { $0.key < $1.key }.map(\.value) } }
}
