import Foundation
import Sandbox
import Testing

/// Drives a simulated Allegro by hand: signed in, with a clock that only the test moves.
struct AllegroBench {
    var allegro: SimulatedAllegro
    var now = SandboxInstant(microseconds: 1_795_500_000_000_000)
    private(set) var access: String

    init(temper: AllegroTemper = .calm, seed: UInt64 = 1, offers: [SandboxOffer] = []) {
        allegro = SimulatedAllegro(seed: seed, temper: temper, start: now)
        access = allegro.issueTokens().access
        offers.forEach { allegro.add($0) }
    }

    mutating func wait(_ span: Duration) {
        now = now + span
        allegro.advance(to: now)
    }

    mutating func send(_ method: String, _ target: String, _ body: String? = nil, headers extra: [String: String] = [:]) -> SandboxReply {
        let media = target.hasPrefix("/sale/offer-bulk") && method == "POST" ? "beta" : "public"
        var headers = [
            "authorization": "Bearer \(access)", "user-agent": "Stockgate/1.0 (+https://example.pl)",
            "accept": "application/vnd.allegro.\(media).v1+json",
            "content-type": "application/vnd.allegro.\(media).v1+json",
        ]
        headers.merge(extra) { $1 }
        let request = SandboxRequest(method: method, target: target, headers: headers, body: body.map { Array($0.utf8) } ?? [])
        return allegro.handle(request, at: now)
    }

    /// Sends a quantity command for the offers and returns the status of the PUT.
    mutating func quantity(_ id: String, _ change: String, _ value: Int, _ offers: String...) -> SandboxReply {
        let list = offers.map { #"{"id":"\#($0)"}"# }.joined(separator: ",")
        return send(
            "PUT", "/sale/offer-quantity-change-commands/\(id)",
            #"{"modification":{"changeType":"\#(change)","value":\#(value)},"offerCriteria":[{"type":"CONTAINS_OFFERS","offers":[\#(list)]}]}"#)
    }

    mutating func publication(_ id: String, _ action: String, _ offers: String...) -> SandboxReply {
        let list = offers.map { #"{"id":"\#($0)"}"# }.joined(separator: ",")
        return send(
            "PUT", "/sale/offer-publication-commands/\(id)",
            #"{"publication":{"action":"\#(action)"},"offerCriteria":[{"type":"CONTAINS_OFFERS","offers":[\#(list)]}]}"#)
    }

    /// A purchase that must succeed.
    mutating func buy(_ lines: (String, Int)..., buyer: SandboxOrder.Buyer = .init()) throws -> SandboxOrder {
        let order = allegro.buy(lines.map { ($0.0, $0.1) }, buyer: buyer, at: now)
        return try #require(order)
    }

    /// Each task as `STATUS` or `STATUS:code`.
    mutating func tasks(_ kind: String, _ id: String) -> [String] {
        let reply = send("GET", "/sale/offer-\(kind)-commands/\(id)/tasks")
        return reply.list("tasks").map { task in
            let code = (task["errors"] as? [[String: Any]])?.first?["code"] as? String
            return (task["status"] as? String ?? "?") + (code.map { ":\($0)" } ?? "")
        }
    }
}

/// A command id that ends in `number`.
func commandID(_ number: Int) -> String { "5a4c1d9e-0000-4000-a000-\(String(repeating: "0", count: 12 - String(number).count))\(number)" }

extension SandboxReply {
    /// The body as a JSON object.
    var object: [String: Any] { (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any] ?? [:] }

    func list(_ name: String) -> [[String: Any]] { object[name] as? [[String: Any]] ?? [] }

    /// The value at a dotted path, numbers for places in lists.
    func value(_ path: String) -> Any? {
        path.split(separator: ".").reduce(object as Any?) { found, step in
            if let place = Int(step), let list = found as? [Any] { return place < list.count ? list[place] : nil }
            return (found as? [String: Any])?[String(step)]
        }
    }

    func text(_ path: String) -> String? { value(path) as? String }

    func number(_ path: String) -> Int? { value(path) as? Int }

    /// Allegro's first error code.
    var errorCode: String? { text("errors.0.code") }
}
