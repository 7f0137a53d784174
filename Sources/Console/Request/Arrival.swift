import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import OpenSSLCrypto
import Storage

/// Learns who asks and in which language, and takes a form only from a page of our own: with the session's form token, or, while nobody is
/// signed in, from the same origin.
struct Arrival: RouterMiddleware {
    typealias Context = ConsoleContext

    /// A form with a list of links is the largest.
    static let formLimit = 512 * 1024

    let desk: Desk

    func handle(_ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response) async throws -> Response {
        var context = context
        context.visit = try await Self.visit(request, desk)
        if request.method != .get, request.method != .head {
            context.form = try await form(of: request)
            try check(request, context)
        }
        return try await next(request, context)
    }

    static func visit(_ request: Request, _ desk: Desk) async throws -> Visit {
        var visit = Visit()
        (visit.at, visit.place, visit.language) = (desk.clock(), request.uri.string, Language(of: request))
        if let token = request.cookies[desk.cookie.name]?.value, SessionCookie.isToken(token) {
            visit.user = try await desk.store.session(token, at: visit.at)
            if visit.user != nil { (visit.session, visit.formToken) = (token, FormToken.of(session: token)) }
        }
        return visit
    }

    private func form(of request: Request) async throws -> FormFields {
        guard request.headers[.contentType]?.lowercased().hasPrefix("application/x-www-form-urlencoded") == true else { return FormFields() }
        do {
            let buffer = try await request.body.collect(upTo: Self.formLimit)
            return FormFields(String(decoding: buffer.readableBytesView, as: UTF8.self))
        } catch is NIOTooManyBytesError {
            throw PageFault.tooLarge
        }
    }

    private func check(_ request: Request, _ context: ConsoleContext) throws {
        // Browsers say where a form came from; what sends no origin is no browser and holds no cookie of a victim.
        if let origin = request.headers[.origin] {
            guard origin == "https://\(request.head.authority ?? "")" else { throw PageFault.foreignForm }
        }
        guard context.visit.user != nil else { return }
        guard constantTimeEqual(Array((context.form["form_token"] ?? "").utf8), Array(context.visit.formToken.utf8)) else {
            throw PageFault.foreignForm
        }
    }
}

/// Lets in who is signed in and has a sufficient role.
struct Doorkeeper: RouterMiddleware {
    typealias Context = ConsoleContext

    let least: UserRole

    func handle(_ request: Request, context: ConsoleContext, next: (Request, ConsoleContext) async throws -> Response) async throws -> Response {
        guard context.visit.user != nil else { throw PageFault.signInFirst }
        guard context.visit.may(least) else { throw PageFault.notAllowed(needs: least) }
        return try await next(request, context)
    }
}

/// The cookie that holds a session's token. Its prefix binds it to TLS and, where there is one merchant, to this host; one of several merchants
/// binds it to its own pages, so that a person is signed in to each by itself.
struct SessionCookie {
    let name: String
    private let path: String

    init(_ base: AddressBase) {
        name = base.merchant == nil ? "__Host-stockgate" : "__Secure-stockgate"
        path = base.address("/")
    }

    static func isToken(_ text: String) -> Bool { text.utf8.count == 64 && text.utf8.allSatisfy { $0 < 0x80 } }

    /// The field `Set-Cookie` for a session that was opened; an empty token takes the cookie back.
    func field(_ token: String) -> String {
        "\(name)=\(token); Path=\(path); Secure; HttpOnly; SameSite=Lax" + (token.isEmpty ? "; Max-Age=0" : "")
    }
}

extension Desk {
    var cookie: SessionCookie { SessionCookie(base) }
}

/// What the forms of a session carry: derived from its token, so that nothing more is kept.
enum FormToken {
    static func of(session: String) -> String {
        hexadecimal(HMACSHA256(key: Secret(session)).authenticationCode(for: Array("form".utf8)))
    }
}
