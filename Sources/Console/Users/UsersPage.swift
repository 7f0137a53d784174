import Inventory
import Storage

/// Who may use the console.
struct UsersPage: Page {
    static let template = "users"
    static let words = UsersWords()

    struct Row: Sendable {
        var id: String
        var name: String
        var roles: [OffersPage.Choice]
        var seen: String
        var state: String
        var stateMark: String
        var isDisabled: Bool
        var isSelf: Bool
    }

    var title: String
    var section: Section? { .settings }
    var rows: [Row]
    var roles: [OffersPage.Choice]
    /// The set-up token that was just made: shown this once.
    var token: String?
    var tokenFor: String?
    var fault: String?

    init(token: String? = nil, tokenFor: String? = nil, fault: Words? = nil, desk: Desk, visit: Visit) async throws {
        let voice = visit.voice
        title = voice(Self.words.title)
        rows = try await desk.store.users().map { Row($0, isSelf: $0.user.id == visit.user?.id, voice) }
        roles = Self.choices(.operator, voice)
        (self.token, self.tokenFor) = (token, tokenFor)
        self.fault = fault.map { voice($0) }
    }

    static func choices(_ chosen: UserRole, _ voice: Voice) -> [OffersPage.Choice] {
        UserRole.allCases.map { .init(value: $0.rawValue, text: voice($0.name), isChosen: $0 == chosen) }
    }
}

extension UsersPage.Row {
    init(_ record: UserRecord, isSelf: Bool, _ voice: Voice) {
        (id, name, self.isSelf) = (String(record.user.id), record.user.name, isSelf)
        roles = UsersPage.choices(record.user.role, voice)
        seen = record.seenAt.map(voice.age) ?? "–"
        isDisabled = record.disabledAt != nil
        if isDisabled {
            (state, stateMark) = (voice(Words(en: "shut out", pl: "zablokowany")), "dead")
        } else if let until = record.invitedUntil, until > voice.now {
            (state, stateMark) = (voice(Words(en: "invited until %@", pl: "zaproszony do %@")).replacing("%@", with: voice.moment(until)), "open")
        } else if record.hasPassword {
            (state, stateMark) = (voice(Words(en: "active", pl: "aktywny")), "on")
        } else {
            (state, stateMark) = (voice(Words(en: "invitation ran out", pl: "zaproszenie wygasło")), "off")
        }
    }
}

struct UsersWords: Sendable {
    let title = Words(en: "Users and roles", pl: "Użytkownicy i role")
    let roleLead = Words(
        en: "A viewer sees everything; an operator acts on offers, orders and problems; an administrator changes settings and users.",
        pl: "Podgląd widzi wszystko; operator działa na ofertach, zamówieniach i problemach; administrator zmienia ustawienia i użytkowników.")
    let name = Words(en: "Name", pl: "Nazwa")
    let role = Words(en: "Role", pl: "Rola")
    let seen = Words(en: "Last seen", pl: "Ostatnio")
    let state = Words(en: "State", pl: "Stan")
    let actions = Words(en: "Actions", pl: "Akcje")
    let change = Words(en: "Change", pl: "Zmień")
    let disable = Words(en: "Shut out", pl: "Zablokuj")
    let enable = Words(en: "Let in", pl: "Odblokuj")
    let again = Words(en: "New set-up token", pl: "Nowy kod zaproszenia")
    let invite = Words(en: "Invite", pl: "Zaproś")
    let token = Words(en: "Set-up token for", pl: "Kod zaproszenia dla")
    let tokenLead = Words(
        en: "Shown this once. Give it to them; they choose a password at /set-up. It works once, for three days.",
        pl: "Pokazywany tylko teraz. Przekaż go tej osobie; hasło ustawi na stronie /set-up. Działa raz, przez trzy dni.")
    let settings = Words(en: "Settings", pl: "Ustawienia")
}
