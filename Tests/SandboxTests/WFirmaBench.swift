import Foundation
import Sandbox

/// Drives a simulated wFirma by hand: the mug shop's two warehouses, with a clock that only the test moves.
struct WFirmaBench {
    var wfirma: SimulatedWFirma
    var now = SandboxInstant(microseconds: 1_795_511_700_000_000)  // 2026-11-24 09:15:00 UTC

    init(temper: WFirmaTemper = .calm, seed: UInt64 = 1) {
        wfirma = SimulatedWFirma(seed: seed, temper: temper, start: now)
        SandboxShop.mugs.warehouses.forEach { wfirma.add($0) }
        SandboxShop.mugs.goods.forEach { wfirma.add($0.good, opening: $0.opening) }
    }

    mutating func wait(_ span: Duration) {
        now = now + span
        wfirma.advance(to: now)
    }

    mutating func send(_ path: String, _ query: String = "", _ body: String? = nil, headers extra: [String: String] = [:]) -> SandboxReply {
        var headers = ["accesskey": "sandbox-access", "secretkey": "sandbox-secret", "appkey": "sandbox-app"]
        headers.merge(extra) { $1 }
        let target = "/\(path)?inputFormat=json&outputFormat=json&company_id=1\(query)"
        return wfirma.handle(SandboxRequest(method: "POST", target: target, headers: headers, body: body.map { Array($0.utf8) } ?? []), at: now)
    }

    mutating func enter(_ kind: SandboxDocument.Kind, _ count: Int, warehouse: String = "1") -> Result<SandboxDocument, DocumentFault> {
        wfirma.enter(kind, [.init(good: "501", count: .init(count))], warehouse: warehouse, at: now)
    }

    /// All notices due within `span`, each answered by `answer`.
    mutating func deliver(within span: Duration, _ answer: (WebhookRequest) -> WebhookAnswer?) -> [WebhookRequest] {
        let end = now + span
        var sent: [WebhookRequest] = []
        while let request = wfirma.takeNotice(dueBy: end) {
            sent.append(request)
            wfirma.settleNotice(request.attempt, answer(request), at: max(now, request.due))
        }
        now = end
        return sent
    }
}

extension SandboxReply {
    /// wFirma's status code.
    var code: String? { text("status.code") }

    /// The items of a branch, in the order of their numbers.
    func items(_ plural: String, _ singular: String) -> [[String: Any]] {
        let map = object[plural] as? [String: Any] ?? [:]
        return map.compactMap { key, value in Int(key).map { ($0, (value as? [String: Any])?[singular] as? [String: Any] ?? [:]) } }
            .sorted { $0.0 < $1.0 }.map(\.1)
    }
}
