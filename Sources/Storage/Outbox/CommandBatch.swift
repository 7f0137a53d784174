import Inventory

/// Collects the changes of one planning step: those of one account with the same action and value become one command.
struct CommandBatch {
    private let db: Database
    private let moment: Timestamp
    /// Changes a minute that Allegro grants each account: a larger command could never leave.
    private let changeLimits: [AccountName: Int]
    private let newCommandID: () -> CommandID
    private var grouping = CommandGrouping<(offer: OfferID, since: Timestamp)>()

    init(_ db: Database, changeLimits: [AccountName: Int], at moment: Timestamp, newCommandID: @escaping () -> CommandID) {
        (self.db, self.changeLimits, self.moment, self.newCommandID) = (db, changeLimits, moment, newCommandID)
    }

    mutating func add(_ offer: Offer, _ action: CommandAction, since: Timestamp) {
        grouping.add((offer.id, since), account: offer.account, action)
    }

    func write() throws -> [Command] {
        try grouping.parts(changeLimits: changeLimits) { $0.offer }.map { try write($0.account, $0.action, $0.offers) }
    }

    private func write(_ account: AccountName, _ action: CommandAction, _ parts: [(offer: OfferID, since: Timestamp)]) throws -> Command {
        let id = newCommandID()
        let columns = action.columns
        try db.cachedStatement(
            sql: "INSERT INTO commands (id, account, action, value, rank, state, written_at, due_at) VALUES (?, ?, ?, ?, ?, 'written', ?, ?)"
        ).execute(arguments: [
            id.text, account.text, columns.name, columns.value, action.prevents ? 0 : 1, moment.microseconds, moment.microseconds,
        ])
        let insert = try db.cachedStatement(sql: "INSERT INTO command_offers (command, offer, since) VALUES (?, ?, ?)")
        for part in parts { try insert.execute(arguments: [id.text, part.offer.text, part.since.microseconds]) }
        return Command(
            id: id, account: account, action: action, state: .written, writtenAt: moment, dueAt: moment, offers: parts.map(\.offer))
    }
}
