import Foundation
import OpenSSLCrypto

/// Who is told of new problems and of those that are over.
struct Notifications: ConfigurationSection {
    var pause: Duration = .seconds(900)
    var email: MailNotifications?
    var webhook: WebhookNotifications?

    static let keys: [Key<Self>] = [
        Key(
            "pause", .duration(), \.pause,
            "No message within this time after the last one: what happens meanwhile is told together. What came and went is not told."),
        .section("email", \.email, "By mail."),
        .section("webhook", \.webhook, "By a webhook, signed as Standard Webhooks has it; `webhook-id` is the same at every try."),
    ]
}

/// A server that takes mail, and whom it is for.
struct MailNotifications: ConfigurationSection {
    var server = ""
    var caFile: String?
    var user: String?
    var password: Secret?
    var from = ""
    var to: [String] = []

    static let keys: [Key<Self>] = [
        Key(
            "server", .mailServer, \.server,
            "`smtps://HOST:465`, or `smtp://HOST:587` with STARTTLS, which is demanded unless the server is on this machine.", isRequired: true),
        Key("ca_file", .existingFile, \.caFile, "PEM: trusted instead of the system's authorities."),
        Key("user", .text, \.user, "Signs in; null: the server asks for nobody."),
        Key("password", .secret, \.password, "The user's password."),
        Key("from", .mailAddress, \.from, "The sender's address.", isRequired: true),
        .list("to", .mailAddress, \.to, "The receivers' addresses."),
    ]
}

/// Where a webhook goes, and what signs it.
struct WebhookNotifications: ConfigurationSection {
    var url = ""
    var caFile: String?
    var signingSecret = Secret("")

    static let keys: [Key<Self>] = [
        Key("url", .httpsAddress, \.url, "Where it is sent.", isRequired: true),
        Key("ca_file", .existingFile, \.caFile, "PEM: trusted instead of the system's authorities."),
        Key(
            "signing_secret", .signingSecret, \.signingSecret, "`whsec_` and base64 (`stockgate secret new`); the receiver checks by it.",
            isRequired: true),
    ]
}

extension ValueForm where Value == String {
    /// A plain address, without a name around it.
    static let mailAddress = ValueForm("mail address") { text, _ throws(ValueFault) in
        guard text.wholeMatch(of: #/[A-Za-z0-9.!#$%&'*+\/=?^_`{|}~\-]{1,64}@[A-Za-z0-9.\-]{1,190}/#) != nil else {
            throw ValueFault("\"\(text)\" is no mail address, such as alerts@example.pl")
        }
        return text
    }

    /// A server's address for SMTP.
    static let mailServer = ValueForm("smtp address") { text, _ throws(ValueFault) in
        guard text.wholeMatch(of: #/smtps?:\/\/([A-Za-z0-9.\-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?/#) != nil else {
            throw ValueFault("\"\(withoutSecrets(text))\" is no mail server: write smtps://HOST:465 or smtp://HOST:587")
        }
        return text
    }
}
