import Foundation
import HTTPTypes
public import Hummingbird
import Inventory
import NIOCore
import Storage

/// A request to the console, with who sent it once that is known.
public struct ConsoleContext: RequestContext {
    public var coreContext: CoreRequestContextStorage
    /// The sender's address; behind a proxy the proxy's.
    let address: String
    /// Set by ``Arrival``.
    var visit: Visit
    /// The form that was sent, checked by ``Arrival``; empty for what is only looked at.
    var form = FormFields()

    public init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        address = source.channel.remoteAddress?.ipAddress ?? "?"
        visit = Visit()
    }

    /// The identifier that stands in the path, percent-decoded. Throws a ``PageFault`` for what can be none.
    func identifier(_ name: String) throws -> String {
        guard let text = parameters.get(name)?.removingPercentEncoding, (1...250).contains(text.unicodeScalars.count), !text.utf8.contains(0)
        else { throw PageFault.notFound }
        return text
    }

    /// The signed-in user. Throws a ``PageFault`` where nobody is.
    func user() throws -> User {
        guard let user = visit.user else { throw PageFault.signInFirst }
        return user
    }
}

/// Who looks, when, and how they want to be told.
struct Visit: Sendable {
    var language = Language.polish
    var at = Timestamp(microseconds: 0)
    /// Path and query as asked.
    var place = "/"
    /// Nil while nobody is signed in.
    var user: User?
    /// What every form of this session carries; empty while nobody is signed in.
    var formToken = ""
    /// The session's own token, for signing out.
    var session: String?

    var voice: Voice { Voice(language: language, now: at) }

    func may(_ role: UserRole) -> Bool { user.map { $0.role >= role } ?? false }
}
