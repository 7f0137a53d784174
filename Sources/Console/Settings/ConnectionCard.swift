import Inventory
import QRCodes
import Storage

/// An Allegro account and how it is connected: by a code that its seller confirms at Allegro (OAuth's device flow). The gateway does that; the card only
/// wishes it, and shows how far it has come.
struct ConnectionCard: Sendable {
    struct Code: Sendable {
        var address: String
        var text: String
        /// How long it is still good for.
        var left: String
        var picture: Picture?
    }

    /// A QR code of the address, as the path of an SVG picture and the box around it.
    struct Picture: Sendable {
        var path: String
        var box: String
    }

    var id: String
    var name: String
    var action: String
    var state: String
    var stateMark: String
    var login: String?
    /// What became of the last wish, or why it does not come on.
    var fault: String?
    var isOpen: Bool
    var code: Code?
    var button: String
    var mayChange: Bool

    init(_ account: AccountName, _ connection: AccountConnection?, isConnected: Bool, visit: Visit) {
        let voice = visit.voice
        (id, name, action) = ("connect-\(account.text)", account.text, Place.connection(account))
        (state, stateMark) =
            isConnected
            ? (voice(Words(en: "connected", pl: "połączone")), "on") : (voice(Words(en: "not connected", pl: "niepołączone")), "off")
        login = connection?.login
        fault = connection.flatMap { Self.fault(of: $0).map { voice($0) } }
        isOpen = connection?.isOpen ?? false
        mayChange = visit.may(.admin)
        // Who confirms a code connects an account: it is for those alone who may.
        code = mayChange ? connection?.code.map { Code($0, voice) } : nil
        button = voice(isConnected ? Words(en: "Connect again", pl: "Połącz ponownie") : Words(en: "Connect", pl: "Połącz"))
    }

    private static func fault(of connection: AccountConnection) -> Words? {
        switch connection.state {
        case .wished, .shown:
            connection.fault.map {
                Words(en: "Allegro does not answer yet; it is asked again. (\($0))", pl: "Allegro jeszcze nie odpowiada; zapytamy ponownie. (\($0))")
            }
        case .connected: nil
        case .denied: Words(en: "The seller refused at Allegro.", pl: "Sprzedawca odmówił na stronie Allegro.")
        case .expired: Words(en: "Nobody confirmed the code in time.", pl: "Nikt nie potwierdził kodu na czas.")
        case .failed: Words(en: "It did not work: \(connection.fault ?? "")", pl: "Nie udało się: \(connection.fault ?? "")")
        }
    }
}

extension ConnectionCard.Code {
    fileprivate init(_ code: AccountConnection.Code, _ voice: Voice) {
        (address, text) = (code.address, code.text)
        left = voice.span(max(.zero, code.expiresAt - voice.now))
        picture = (try? QRCode(code.address)).map { ConnectionCard.Picture($0) }
    }
}

extension ConnectionCard.Picture {
    fileprivate init(_ code: QRCode) {
        let zone = QRCode.quietZone
        (path, box) = (code.path, "\(-zone) \(-zone) \(code.size + 2 * zone) \(code.size + 2 * zone)")
    }
}
