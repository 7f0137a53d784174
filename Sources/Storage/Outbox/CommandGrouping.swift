import Inventory

/// Changes that share a command: those of one account with the same action and value, in commands of a size that may leave.
struct CommandGrouping<Part> {
    private struct Kind: Hashable {
        var account: AccountName
        var action: CommandAction
    }

    private var order: [Kind] = []
    private var members: [Kind: [Part]] = [:]

    mutating func add(_ part: Part, account: AccountName, _ action: CommandAction) {
        let kind = Kind(account: account, action: action)
        if members[kind] == nil { order.append(kind) }
        members[kind, default: []].append(part)
    }

    /// - Parameter changeLimits: changes a minute that Allegro grants each account: a larger command could never leave.
    func parts(changeLimits: [AccountName: Int], offer: (Part) -> OfferID) -> [(account: AccountName, action: CommandAction, offers: [Part])] {
        order.flatMap { kind -> [(account: AccountName, action: CommandAction, offers: [Part])] in
            let all = (members[kind] ?? []).sorted { offer($0) < offer($1) }
            let most = kind.action.prevents ? Command.offerLimit : Command.raiseLimit
            let limit = max(1, min(most, changeLimits[kind.account] ?? most))
            return stride(from: 0, to: all.count, by: limit).map { start in
                (kind.account, kind.action, Array(all[start..<min(start + limit, all.count)]))
            }
        }
    }
}

extension CommandGrouping where Part == OfferID {
    func parts(changeLimits: [AccountName: Int]) -> [(account: AccountName, action: CommandAction, offers: [OfferID])] {
        parts(changeLimits: changeLimits) { $0 }
    }
}
