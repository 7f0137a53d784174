public import CurlClient
public import Inventory
import Metrics
public import Storage

/// One account's share of the budget: what a request costs, and how urgent it is (R31, decision 10).
public struct Allowance: Sendable {
    /// What a request is for.
    public enum Use: Sendable {
        /// Registers a command: a request, and a change for each of its offers.
        case command(Command)
        /// Asks about a command or reads an offer back after it.
        case question(about: Command)
        /// Reads offers back, or edits them.
        case readBack
        /// Reads offers back that an end or a decrease waits for.
        case hastyReadBack
        /// Fetches orders, and takes documents to them.
        case orders
        /// Compares both sides.
        case comparison
    }

    private let budget: SharedBudget
    let clientID: String
    /// The account's name among all that share the budget: it takes turns with them, and its changes count for it alone.
    let party: String
    private let refusals: Counter

    /// `clientID` is what Allegro counts requests by; accounts that share one share its limit.
    ///
    /// - Parameters:
    ///   - merchant: whose account it is, where a process works for several; empty for the only one.
    ///   - changesPerMinute: changes that Allegro grants the account for commands of one kind.
    public init(budget: SharedBudget, clientID: String, merchant: String = "", account: AccountName, changesPerMinute: Int = 9000) {
        self.budget = budget
        self.clientID = clientID
        refusals = Counter(label: "stockgate_allegro_rate_limited_total", merchant: merchant)
        party = merchant.isEmpty ? account.text : "\(merchant)/\(account)"
        for kind in Kind.allCases { budget.hold(LimitKey(.changesPerMinute, subject(kind)), to: changesPerMinute) }
    }

    /// What Allegro counts changes by, beside the account.
    private enum Kind: String, CaseIterable { case publication, quantity }

    private func subject(_ kind: Kind) -> String { "\(party) \(kind)" }

    /// Waits until the budget has room for it.
    func take(_ use: Use) async throws {
        let (cost, priority) = (charges(for: use), priority(of: use))
        guard let turn = Turn.current else { return try await budget.take(cost, priority: priority, party: party) }
        // Others work meanwhile.
        let outcome = await turn.wait(for: .budget) {
            do { try await budget.take(cost, priority: priority, party: party) } catch { return .refused(TurnOutcome.BudgetRefusal(error)) }
            return .granted
        }
        switch outcome {
        case .granted: return
        case .refused(.never): throw RateError.neverGranted(cost[0].limit)
        case .refused(.crowded): throw RateError.tooManyWaiting
        case .refused(.cancelled), .answer, .fault: throw CancellationError()
        }
    }

    /// Allegro answered 429.
    func rejected(_ use: Use, retryAfter: Duration?) {
        refusals.increment()
        // A 429 is about the last minute: the hour has its own bucket, and emptying that would stand still for long.
        for charge in charges(for: use) where charge.limit.name != .changesPerHour { budget.rejected(limit: charge.limit, retryAfter: retryAfter) }
    }

    private func charges(for use: Use) -> [Charge] {
        let request = Charge(LimitKey(.requests, clientID))
        guard case .command(let command) = use else { return [request] }
        let subject = self.subject(command.action.isPublication ? .publication : .quantity)
        return [
            request, Charge(LimitKey(.changesPerMinute, subject), command.offers.count),
            Charge(LimitKey(.changesPerHour, subject), command.offers.count),
        ]
    }

    private func priority(of use: Use) -> RatePriority {
        switch use {
        case .command(let command), .question(let command): command.action.prevents ? .lower : .raise
        case .hastyReadBack: .lower
        case .readBack: .raise
        case .orders: .orders
        case .comparison: .compare
        }
    }
}

extension TurnOutcome.BudgetRefusal {
    fileprivate init(_ error: any Error) {
        self =
            switch error {
            case RateError.neverGranted: .never
            case RateError.tooManyWaiting: .crowded
            default: .cancelled
            }
    }
}
