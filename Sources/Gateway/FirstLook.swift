public import Inventory
import NIOConcurrencyHelpers

/// What must be known since this start before anything is raised or resumed: what moved and was sold while nobody ran (invariant 4). What lowers
/// and ends waits for none of it (R31): a zero that orders make of the stock from before the start is no doubt, for they were bought, and what came
/// in meanwhile is as unread as where a notice of it was lost. Its offer is resumed as soon as stock is known.
public final class FirstLook: Sendable {
    private struct State: Sendable {
        var isStockKnown = false
        /// Accounts whose offers were compared.
        var compared: Set<AccountName> = []
        /// Accounts whose orders are to be fetched and not known yet.
        var unknownOrders: Set<AccountName>

        func mayRaise(_ account: AccountName) -> Bool { isStockKnown && compared.contains(account) && !unknownOrders.contains(account) }
    }

    private let state: NIOLockedValueBox<State>
    private let accounts: [AccountName]
    private let onOpen: @Sendable () -> Void

    /// - Parameter onOpen: something may be raised from now on that might not before.
    public init(_ accounts: [AccountName], onOpen: @escaping @Sendable () -> Void) {
        state = NIOLockedValueBox(State(unknownOrders: Set(accounts)))
        self.accounts = accounts
        self.onOpen = onOpen
    }

    func mayRaise(_ account: AccountName) -> Bool { state.withLockedValue { $0.mayRaise(account) } }

    /// A whole comparison is over and applied, `isStockKnown` where wFirma could be read, for the accounts that could.
    func compared(isStockKnown: Bool, _ accounts: some Sequence<AccountName>) {
        note { state in
            state.isStockKnown = state.isStockKnown || isStockKnown
            state.compared.formUnion(accounts)
        }
    }

    /// The account's journal was polled to its end and its forms swept, and what they told is applied; or nobody wants its orders.
    func knowsOrders(of account: AccountName) { note { $0.unknownOrders.remove(account) } }

    /// The account's orders are wanted from now on.
    func awaitsOrders(of account: AccountName) { note { $0.unknownOrders.insert(account) } }

    private func note(_ change: (inout State) -> Void) {
        let opens = state.withLockedValue { state in
            let before = accounts.count { state.mayRaise($0) }
            change(&state)
            return accounts.count { state.mayRaise($0) } > before
        }
        if opens { onOpen() }
    }
}
