import Console
import HTTPTypes
import Hummingbird
import Listener
import Operations

/// The private listener of several merchants. Under `/m/NAME/` stands what the whole listener has where there is one merchant; probes and metrics are
/// the process's, and `/` asks for a name.
struct MerchantsResponder: HTTPResponder {
    typealias Context = PrivateResponder.Context

    let merchants: Merchants
    let registry: MetricsRegistry
    let probes: RouterResponder<OperationsContext>
    let door: RouterResponder<ConsoleContext>

    init(_ merchants: Merchants, registry: MetricsRegistry) throws {
        (self.merchants, self.registry) = (merchants, registry)
        let watch = MerchantsWatch(merchants: merchants, registry: registry)
        probes = ProcessProbes(registry: registry, readiness: { await watch.readiness() }, onScrape: { await watch.setGauges() }).router()
            .buildResponder()
        door = try MerchantDoor(clock: systemClock) { merchants[$0] != nil }.router().buildResponder()
    }

    func respond(to request: Request, context: Context) async throws -> Response {
        switch MerchantRoute(request.uri.path) {
        case .probe: return try await probes.respond(to: request, context: OperationsContext(source: context.source))
        case .door: return try await door.respond(to: request, context: ConsoleContext(source: context.source))
        case .merchant(let name, let rest):
            guard let merchant = merchants[name] else { return Self.nothing("there is no merchant \(name)") }
            // A person who leaves the last slash away.
            guard !rest.isEmpty else { return Response(status: .permanentRedirect, headers: [.location: "/m/\(name)/"]) }
            guard let runtime = merchant.runtime else { return Self.resting(merchant) }
            let responder = try runtime.responder { try PrivateResponder($0, registry: registry) }
            return try await responder.respond(to: request.below(rest), context: context)
        case .nothing: return Self.nothing("this gateway works for several merchants: name one, as in /m/NAME/api/v1/offers")
        }
    }

    private static func nothing(_ detail: String) -> Response { Problem(status: .notFound, detail: detail).response }

    /// Why it rests is told by `/readyz` and the log.
    private static func resting(_ merchant: Merchant) -> Response {
        Problem(
            status: .serviceUnavailable, detail: "merchant \(merchant.name) is not at work at the moment; /readyz says why",
            headers: [.retryAfter: "10"]
        ).response
    }
}

/// Whom a path of the private listener concerns.
enum MerchantRoute: Equatable {
    case probe, door, nothing
    /// `rest` is what the merchant's own faces know of the path; empty where not even the slash after the name was there.
    case merchant(String, rest: String)

    init(_ path: String) {
        let parts = path.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).dropFirst()
        switch parts.first {
        case "livez", "readyz", "metrics": self = parts.count == 1 ? .probe : .nothing
        case "", "language", "assets": self = .door
        case "m":
            let below = parts.dropFirst()
            guard let name = below.first, !name.isEmpty || below.count > 1 else {
                self = .door
                return
            }
            let rest = below.dropFirst().first.map { "/\($0)" } ?? ""
            self = ["/livez", "/metrics"].contains(rest) ? .nothing : .merchant(String(name), rest: rest)
        default: self = .nothing
        }
    }
}

extension Request {
    /// The same request to a path below the one that it was sent to; its query stays.
    fileprivate func below(_ path: String) -> Request {
        var head = head
        head.path = path + (uri.query.map { "?\($0)" } ?? "")
        return Request(head: head, body: body)
    }
}
