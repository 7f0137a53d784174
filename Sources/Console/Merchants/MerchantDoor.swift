import HTTPTypes
public import Hummingbird
public import Inventory
import NIOCore
import Storage

/// What stands at `/` where a process works for several merchants: whoever comes says whose console they want. Names are not listed, for which shops
/// an agency works for is nothing for those who are not signed in.
public struct MerchantDoor: Sendable {
    private let clock: @Sendable () -> Timestamp
    private let isKnown: @Sendable (_ merchant: String) -> Bool
    private let views: Views

    /// Throws what the templates, which are part of the binary, get wrong.
    public init(clock: @escaping @Sendable () -> Timestamp, isKnown: @escaping @Sendable (_ merchant: String) -> Bool) throws {
        (self.clock, self.isKnown, views) = (clock, isKnown, try Views.shared.get())
    }

    /// `/`, where the form of `/` leads, the switch of languages, and the assets.
    public func router() -> Router<ConsoleContext> {
        let router = Router(context: ConsoleContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: SecurityHeaders(showsPictures: false))
        AssetRoutes().add(to: router)
        router.get("/") { request, _ in show(request, name: "", fault: nil) }
        router.get("m") { request, _ in
            let name = FormFields(request.uri.query ?? "")["merchant"]?.lowercased() ?? ""
            guard isKnown(name) else { return show(request, name: name, fault: name.isEmpty ? nil : MerchantDoorPage.words.unknown) }
            return Response(status: .seeOther, headers: [.location: AddressBase(merchant: name).address("/")])
        }
        router.post("language") { request, _ in
            let body = try await request.body.collect(upTo: 4096)
            let language = FormFields(String(decoding: body.readableBytesView, as: UTF8.self)).choice("language", Language.self) ?? .polish
            return Response(status: .seeOther, headers: [.location: "/", .setCookie: language.cookieField])
        }
        return router
    }

    private func show(_ request: Request, name: String, fault: Words?) -> Response {
        var visit = Visit()
        (visit.at, visit.language) = (clock(), Language(of: request))
        let page = MerchantDoorPage(title: visit.voice(MerchantDoorPage.words.title), name: name, fault: fault.map { visit.voice($0) })
        let frame = Frame(visit, title: page.title, section: nil, figures: FrameFigures(), notice: nil)
        return Response(
            status: fault == nil ? .ok : .notFound, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: views.html(page, in: frame, language: visit.language))))
    }
}

/// Asks whose console is wanted.
struct MerchantDoorPage: Page {
    static let template = "merchants"
    static let words = MerchantDoorWords()
    var title: String
    var section: Section? { nil }
    /// What was asked for.
    var name: String
    var fault: String?
}

struct MerchantDoorWords: Sendable {
    let title = Words(en: "Which merchant?", pl: "Który sprzedawca?")
    let lead = Words(
        en: "This Stockgate works for several merchants, each with its own users.",
        pl: "Ten Stockgate działa dla kilku sprzedawców; każdy ma własnych użytkowników.")
    let name = Words(en: "The merchant's name", pl: "Nazwa sprzedawcy")
    let submit = Words(en: "Continue", pl: "Dalej")
    let unknown = Words(en: "There is no such merchant here.", pl: "Nie ma tu takiego sprzedawcy.")
}
