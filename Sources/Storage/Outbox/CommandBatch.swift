import GRDB
import Inventory

/// Collects the changes of one planning step: those of one account with the same action and value become one command.
struct CommandBatch {
    private struct Kind: Hashable {
        var account: AccountName
        var action: CommandAction
    }

    private let db: Database
    private let moment: Timestamp
    /// Changes a minute that Allegro grants each account: a larger command could never leave.
    private let changeLimits: [AccountName: Int]
    private let newCommandID: () -> CommandID
    private var order: [Kind] = []
    private var parts: [Kind: [(offer: OfferID, since: Timestamp)]] = [:]

    init(_ db: Database, changeLimits: [AccountName: Int], at moment: Timestamp, newCommandID: @escaping () -> CommandID) {
        (self.db, self.changeLimits, self.moment, self.newCommandID) = (db, changeLimits, moment, newCommandID)
    }

    mutating func add(_ offer: Offer, _ action: CommandAction, since: Timestamp) {
        let kind = Kind(account: offer.account, action: action)
        if parts[kind] == nil { order.append(kind) }
        parts[kind, default: []].append((offer.id, since))
    }

    func write() throws -> [Command] {
        var commands: [Command] = []
        for kind in order {
            let all = (parts[kind] ?? []).sorted { $0.offer < $1.offer }
            let most = kind.action.prevents ? Command.offerLimit : Command.raiseLimit
            let limit = max(1, min(most, changeLimits[kind.account] ?? most))
            for start in stride(from: 0, to: all.count, by: limit) {
                commands.append(try write(kind, Array(all[start..<min(start + limit, all.count)])))
            }
        }
        return commands
    }

    private func write(_ kind: Kind, _ parts: [(offer: OfferID, since: Timestamp)]) throws -> Command {
        let id = newCommandID()
        let columns = kind.action.columns
        try db.cachedStatement(
            sql: "INSERT INTO commands (id, account, action, value, rank, state, written_at, due_at) VALUES (?, ?, ?, ?, ?, 'written', ?, ?)"
        ).execute(arguments: [
            id.text, kind.account.text, columns.name, columns.value, kind.action.prevents ? 0 : 1, moment.microseconds, moment.microseconds,
        ])
        let insert = try db.cachedStatement(sql: "INSERT INTO command_offers (command, offer, since) VALUES (?, ?, ?)")
        for part in parts { try insert.execute(arguments: [id.text, part.offer.text, part.since.microseconds]) }
        return Command(
            id: id, account: kind.account, action: kind.action, state: .written, writtenAt: moment, dueAt: moment, offers: parts.map(\.offer))
    }
}
