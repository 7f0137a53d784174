import HTTPTypes
import Hummingbird
import Inventory
import Storage

/// Users: an admin invites them, changes their role, shuts them out.
struct UserRoutes {
    let desk: Desk

    func add(toAdministering group: RouterGroup<ConsoleContext>) {
        group.get("users") { [desk] _, context in
            try await desk.show(try await UsersPage(desk: desk, visit: context.visit), context.visit)
        }
        group.post("users", use: invite)
        group.post("users/:user", use: change)
    }

    @Sendable private func invite(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let visit = context.visit
        guard let name = context.form["name"], name.unicodeScalars.count <= 100, let role: UserRole = context.form.choice("role") else {
            return try await refuse(Words(en: "A user needs a name of at most 100 characters.", pl: "Podaj nazwę, najwyżej 100 znaków."), visit)
        }
        let entry = try await desk.store.noteDeed(who: try context.user().name, deed: "invite", subject: "\(name) \(role.rawValue)", at: visit.at)
        do {
            let token = try await desk.store.invite(name: name, role: role, at: visit.at)
            try await desk.store.noteOutcome(entry, "done")
            return try await desk.show(try await UsersPage(token: token, tokenFor: name, desk: desk, visit: visit), visit)
        } catch StorageError.lastAdmin {
            try await desk.store.noteOutcome(entry, "refused")
            return try await refuse(Self.lastAdmin, visit)
        }
    }

    /// What an admin does to a user.
    private enum Deed: String { case role, disable, enable }

    @Sendable private func change(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let visit = context.visit
        guard let id = Int64(try context.identifier("user")), let record = try await desk.store.users().first(where: { $0.user.id == id })
        else { throw PageFault.notFound }
        guard let deed: Deed = context.form.choice("deed") else { throw PageFault.notFound }
        let role: UserRole? = context.form.choice("role")
        if deed == .role, role == nil { throw PageFault.unfit(Words(en: "Choose a role.", pl: "Wybierz rolę.")) }
        let entry = try await desk.store.noteDeed(
            who: try context.user().name, deed: "user_\(deed.rawValue)", subject: "\(record.user.name) \(role?.rawValue ?? "")", at: visit.at)
        do {
            switch deed {
            case .role: try await desk.store.changeRole(of: id, to: role ?? record.user.role)
            case .disable: try await desk.store.disableUser(id, true, at: visit.at)
            case .enable: try await desk.store.disableUser(id, false, at: visit.at)
            }
        } catch StorageError.lastAdmin {
            try await desk.store.noteOutcome(entry, "refused")
            return try await refuse(Self.lastAdmin, visit)
        }
        try await desk.store.noteOutcome(entry, "done")
        return desk.see("/users")
    }

    private func refuse(_ words: Words, _ visit: Visit) async throws -> Response {
        try await desk.show(try await UsersPage(fault: words, desk: desk, visit: visit), visit, status: .unprocessableContent)
    }

    private static let lastAdmin = Words(
        en: "This is the last administrator; make another one first.", pl: "To ostatni administrator; najpierw ustanów innego.")
}

/// The book of deeds.
struct AuditRoutes {
    let desk: Desk

    func add(to group: RouterGroup<ConsoleContext>) {
        group.get("audit") { [desk] request, context in
            let before = FormFields(request.uri.query ?? "")["before"].flatMap { Int64($0) }
            return try await desk.show(try await AuditPage(before: before, desk: desk, visit: context.visit), context.visit)
        }
    }
}
