import HTTPTypes
import Hummingbird
import Inventory
import Storage

/// Connecting an Allegro account: an admin wishes it, and may take the wish back.
struct ConnectionRoutes {
    let desk: Desk

    func add(toAdministering group: RouterGroup<ConsoleContext>) {
        group.post("settings/accounts/:account", use: change)
    }

    @Sendable private func change(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let visit = context.visit
        let name = try context.identifier("account")
        guard let account = desk.accounts.first(where: { $0.text == name }) else { throw PageFault.notFound }
        switch context.form["deed"] {
        case "connect":
            let entry = try await desk.store.noteDeed(who: try context.user().name, deed: "connect", subject: account.text, at: visit.at)
            try await desk.store.wishConnection(of: account, at: visit.at)
            try await desk.store.noteOutcome(entry, "wished")
        case "withdraw":
            let entry = try await desk.store.noteDeed(who: try context.user().name, deed: "withdraw", subject: account.text, at: visit.at)
            let isWithdrawn = try await desk.store.withdrawConnection(of: account)
            try await desk.store.noteOutcome(entry, isWithdrawn ? "done" : "gone")
        default: throw PageFault.notFound
        }
        desk.onChange()
        return desk.see("\(Section.settings.rawValue)#connect-\(account.text)")
    }
}
