import HTTPTypes
import Hummingbird
import Inventory

/// The languages of the console.
enum Language: String, Sendable, CaseIterable {
    case polish = "pl"
    case english = "en"

    static let cookie = "__Host-language"

    /// The field `Set-Cookie` for whoever chose this one. It holds for every merchant's console of this host.
    var cookieField: String { "\(Self.cookie)=\(rawValue); Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=31536000" }

    var other: Language { self == .polish ? .english : .polish }

    /// Polish, unless the one who looks chose otherwise.
    init(of request: Request) { self = request.cookies[Self.cookie].flatMap { Language(rawValue: $0.value) } ?? .polish }
}

extension Words {
    func text(in language: Language) -> String { language == .polish ? pl : en }
}
