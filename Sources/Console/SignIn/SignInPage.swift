import Inventory

/// The door.
struct SignInPage: Page {
    static let template = "sign-in"
    static let words = SignInWords()
    var title: String
    var section: Section? { nil }
    /// Where the one who signs in wanted to go.
    var next: String
    var name: String
    var fault: String?
    /// Nobody was invited yet: how that is done.
    var needsFirstUser: Bool
}

struct SignInWords: Sendable {
    let title = Words(en: "Sign in", pl: "Zaloguj się")
    let lead = Words(en: "Stockgate: stock from wFirma on your Allegro offers", pl: "Stockgate: stany z wFirmy na Twoich ofertach Allegro")
    let name = Words(en: "Name", pl: "Nazwa użytkownika")
    let password = Words(en: "Password", pl: "Hasło")
    let submit = Words(en: "Sign in", pl: "Zaloguj")
    let setUp = Words(en: "I have a set-up token", pl: "Mam kod zaproszenia")
    let firstUser = Words(
        en: "There is no user yet. On the machine that runs Stockgate, make the first one:",
        pl: "Nie ma jeszcze żadnego użytkownika. Utwórz pierwszego na komputerze, na którym działa Stockgate:")
    let command = Words(verbatim: "stockgate user invite --config FILE --name NAME --role admin")
    let wrong = Words(en: "Name or password do not match.", pl: "Nazwa lub hasło się nie zgadza.")
    let wait = Words(en: "Too many attempts. Try again in %@.", pl: "Za dużo prób. Spróbuj ponownie za %@.")
}

/// Choosing a password with a set-up token.
struct SetUpPage: Page {
    static let template = "set-up"
    static let words = SetUpWords()
    var title: String
    var section: Section? { nil }
    var token: String
    var fault: String?
}

struct SetUpWords: Sendable {
    let title = Words(en: "Set your password", pl: "Ustaw hasło")
    let lead = Words(
        en: "Enter the token that you were given. It works once, for three days.",
        pl: "Wpisz kod, który otrzymałeś. Działa raz, przez trzy dni.")
    let token = Words(en: "Set-up token", pl: "Kod zaproszenia")
    let password = Words(en: "New password", pl: "Nowe hasło")
    let again = Words(en: "The same again", pl: "Powtórz hasło")
    let rule = Words(en: "At least 10 characters. A sentence is good.", pl: "Co najmniej 10 znaków. Dobre jest zdanie.")
    let submit = Words(en: "Set password and sign in", pl: "Ustaw hasło i zaloguj")
    let badToken = Words(en: "This token is none, was used, or has run out.", pl: "To nie jest ważny kod: został użyty albo wygasł.")
    let badPassword = Words(en: "The password must have 10 to 200 characters.", pl: "Hasło musi mieć od 10 do 200 znaków.")
    let differs = Words(en: "The two passwords differ.", pl: "Hasła się różnią.")
    let back = Words(en: "Back to sign in", pl: "Wróć do logowania")
}
