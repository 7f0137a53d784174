/// A counted noun in both languages, with the three forms of Polish.
struct Noun: Sendable {
    let one: String
    let few: String
    let many: String
    let english: (one: String, more: String)

    /// Polish counts 1, then 2–4 (but 12–14), then all others; English 1 and all others.
    func form(_ number: Int, _ language: Language) -> String {
        if language == .english { return number.magnitude == 1 ? english.one : english.more }
        let (tens, ones) = (number.magnitude % 100, number.magnitude % 10)
        if number.magnitude == 1 { return one }
        return (2...4).contains(ones) && !(12...14).contains(tens) ? few : many
    }
}

extension Noun {
    static let offers = Noun(one: "oferta", few: "oferty", many: "ofert", english: ("offer", "offers"))
    /// Whom something is done to: `1 ofertę`.
    static let offersObject = Noun(one: "ofertę", few: "oferty", many: "ofert", english: ("offer", "offers"))
    static let problems = Noun(one: "problem", few: "problemy", many: "problemów", english: ("problem", "problems"))
    static let pieces = Noun(one: "sztuka", few: "sztuki", many: "sztuk", english: ("piece", "pieces"))
    static let orders = Noun(one: "zamówienie", few: "zamówienia", many: "zamówień", english: ("order", "orders"))
    static let days = Noun(one: "dzień", few: "dni", many: "dni", english: ("day", "days"))
    static let notices = Noun(one: "powiadomienie", few: "powiadomienia", many: "powiadomień", english: ("notification", "notifications"))
    static let products = Noun(one: "produkt", few: "produkty", many: "produktów", english: ("product", "products"))
    static let commands = Noun(one: "polecenie", few: "polecenia", many: "poleceń", english: ("command", "commands"))
    static let changes = Noun(one: "zmiana", few: "zmiany", many: "zmian", english: ("change", "changes"))
    static let hours = Noun(one: "godzina", few: "godziny", many: "godzin", english: ("hour", "hours"))
}
