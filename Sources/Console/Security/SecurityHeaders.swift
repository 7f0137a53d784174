import HTTPTypes
import Hummingbird

/// What a browser may do with a page: nothing that is not here, nothing inline, in nobody's frame.
struct SecurityHeaders: RouterMiddleware {
    typealias Context = ConsoleContext

    /// Allegro's host of pictures is the one stranger, where the shop asked for it.
    static func policy(showsPictures: Bool) -> String {
        """
        default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:\(showsPictures ? " \(OfferPicture.hosts)" : ""); \
        connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'
        """
    }

    private let fields: [(HTTPField.Name, String)]

    init(showsPictures: Bool) {
        fields = [
            ("Content-Security-Policy", Self.policy(showsPictures: showsPictures)), ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
        ].compactMap { name, value in HTTPField.Name(name).map { ($0, value) } }
    }

    func handle(_ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response) async throws -> Response {
        var response = try await next(request, context)
        for (name, value) in fields { response.headers[name] = value }
        // What stands on a page is for the one who is signed in.
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        return response
    }
}
