import Inventory

/// A safety limit of the configuration, with what it means.
struct SafetyLimit: Sendable {
    var key: String
    var name: String
    var value: String

    init(_ limit: ConsoleFacts.Limit, _ voice: Voice) {
        (key, value) = (limit.key, limit.value)
        name = Self.names[limit.key].map { voice($0) } ?? limit.key
    }

    private static let names: [String: Words] = [
        "brake_share": Words(
            en: "Share of offers whose end at once waits for a person", pl: "Udział ofert, których naraz kończenie czeka na człowieka"),
        "brake_products": Words(en: "… from so many products on", pl: "… przy co najmniej tylu produktach"),
        "brake_window": Words(en: "… within this time", pl: "… w ciągu tego czasu"),
        "foreign_hand_repairs": Words(
            en: "Repairs of a change made outside, before a person is asked", pl: "Poprawki zmiany spoza Stockgate, zanim zapytamy człowieka"),
        "command_tries": Words(en: "Tries of a command that Allegro refuses", pl: "Próby polecenia, którego Allegro odmawia"),
        "command_patience": Words(en: "How long Allegro may leave a command open", pl: "Jak długo Allegro może nie kończyć polecenia"),
        "silent_changes": Words(
            en: "Changes without a webhook, before it counts as off", pl: "Zmiany bez webhooka, zanim uznamy go za wyłączony"),
        "second_look": Words(en: "A doubtful zero is looked at again after", pl: "Niepewne zero sprawdzamy ponownie po"),
        "contradiction": Words(en: "An offer that contradicts us is read again after", pl: "Ofertę, która się nie zgadza, czytamy ponownie po"),
        "park_limit": Words(en: "A fall of stock waits for its document at most", pl: "Spadek stanu czeka na swój dokument najwyżej"),
        "reservation_age": Words(en: "A sale without a release is a problem after", pl: "Sprzedaż bez wydania staje się problemem po"),
    ]
}
