import HTTPTypes
import Hummingbird
import Inventory

/// The languages of the console.
enum Language: String, Sendable, CaseIterable {
    case polish = "pl"
    case english = "en"

    static let cookie = "__Host-language"

    var other: Language { self == .polish ? .english : .polish }

    /// Polish, unless the one who looks chose otherwise.
    init(of request: Request) { self = request.cookies[Self.cookie].flatMap { Language(rawValue: $0.value) } ?? .polish }
}

extension Words {
    func text(in language: Language) -> String { language == .polish ? pl : en }
}
