import HTTPTypes
import Hummingbird
import Inventory
import Logging
import NIOHTTP1
import Storage

/// Why a page cannot be shown, or a form is not taken.
enum PageFault: Error, Sendable, Equatable {
    case notFound
    case signInFirst
    case notAllowed(needs: UserRole)
    /// The form did not come from a page of this session.
    case foreignForm
    case tooLarge
    /// What was filled in cannot be; told in both languages.
    case unfit(Words)
}

/// Turns what goes wrong into a page with its status, in the language of the one who looks.
struct PageFaults: RouterMiddleware {
    typealias Context = ConsoleContext

    let desk: Desk

    func handle(_ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response) async throws -> Response {
        do {
            return try await next(request, context)
        } catch PageFault.signInFirst where request.method == .get {
            return desk.see("/sign-in" + query(["next": request.uri.string == "/" ? nil : request.uri.string]))
        } catch let fault as PageFault {
            return try await page(fault.status, fault.words, request)
        } catch let error as StorageError where error.isPassing {
            return try await page(.serviceUnavailable, FaultWords.busy, request)
        } catch let error as HTTPError where error.status.code < 500 {
            return try await page(error.status, FaultWords.notFound, request)
        } catch let error as HTTPParserError {
            // The request could not be read to its end: the connection answers for that.
            throw error
        } catch {
            context.logger.error("page failed", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
            return try await page(.internalServerError, FaultWords.broken, request)
        }
    }

    private func page(_ status: HTTPResponse.Status, _ words: Words, _ request: Request) async throws -> Response {
        // Where not even the session can be read, the page is a stranger's.
        var visit = Visit()
        (visit.at, visit.language) = (desk.clock(), Language(of: request))
        if let known = try? await Arrival.visit(request, desk) { visit = known }
        if request.method != .get { visit.place = "/" }
        let voice = visit.voice
        return try await desk.show(FaultPage(title: voice(FaultWords.title), code: status.code, text: voice(words)), visit, status: status)
    }
}

/// A page that says what went wrong.
struct FaultPage: Page {
    static let template = "fault"
    static let words = FaultPageWords()
    var title: String
    var section: Section? { nil }
    var code: Int
    var text: String
}

struct FaultPageWords: Sendable {
    let back = Words(en: "To the overview", pl: "Wróć do pulpitu")
}

enum FaultWords {
    static let title = Words(en: "That did not work", pl: "To się nie udało")
    static let notFound = Words(
        en: "There is no such page, or what it showed is gone.", pl: "Nie ma takiej strony albo tego, co pokazywała, już nie ma.")
    static let busy = Words(
        en: "The database is busy or the disk is full. Nothing was changed; try again in a moment.",
        pl: "Baza danych jest zajęta albo dysk jest pełny. Niczego nie zmieniono; spróbuj za chwilę.")
    static let broken = Words(
        en: "Something failed on our side. Nothing of what you see as undone was done; the log says more.",
        pl: "Coś zawiodło po naszej stronie. To, co widzisz jako niezrobione, nie zostało zrobione; szczegóły są w dzienniku.")
}

extension PageFault {
    fileprivate var status: HTTPResponse.Status {
        switch self {
        case .notFound: .notFound
        case .signInFirst: .unauthorized
        case .notAllowed, .foreignForm: .forbidden
        case .tooLarge: .contentTooLarge
        case .unfit: .unprocessableContent
        }
    }

    fileprivate var words: Words {
        switch self {
        case .notFound: FaultWords.notFound
        case .signInFirst: Words(en: "Your session is over. Sign in and do it again.", pl: "Twoja sesja wygasła. Zaloguj się i zrób to ponownie.")
        case .notAllowed(let role):
            Words(
                en: "Your role does not allow this; it takes: \(role.name.en).", pl: "Twoja rola na to nie pozwala; potrzebna jest: \(role.name.pl).")
        case .foreignForm:
            Words(
                en: "The form did not come from this session, so nothing was done. Open the page anew and send it again.",
                pl: "Formularz nie pochodzi z tej sesji, więc niczego nie zrobiono. Otwórz stronę jeszcze raz i wyślij ponownie.")
        case .tooLarge: Words(en: "That is more than can be sent at once.", pl: "To za dużo jak na jeden raz.")
        case .unfit(let words): words
        }
    }
}

extension StorageError {
    /// It may work in a moment.
    fileprivate var isPassing: Bool {
        switch self {
        case .busy, .notWritable, .takenAway: true
        default: false
        }
    }
}
