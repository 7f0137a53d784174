/// The same acts over HTTPS, for scripts: everything under `/sandbox/`, without any key. See the folder's README.
struct SandboxControl: Sendable {
    let world: SandboxWorld

    func handle(_ request: SandboxRequest) -> SandboxReply {
        let parts = request.parts.dropFirst().map(String.init)
        let body = request.body.isEmpty ? JSON.object([]) : JSON(bytes: request.body)
        guard let body else { return .refused(400, "The body is not JSON") }
        let id = parts.count > 1 ? parts[1] : ""
        let verb = parts.count > 2 ? parts[2] : ""
        switch (request.method, parts.first ?? "", verb) {
        case ("GET", "", ""): return index()
        case ("GET", "offers", "") where parts.count == 2: return offer(id)
        case ("POST", "offers", "") where parts.count == 1: return addOffer(body)
        case ("POST", "offers", _): return act(verb, on: id, body)
        case ("GET", "goods", "") where parts.count == 2: return good(id)
        case ("POST", "goods", "") where parts.count == 1: return addGood(body)
        case ("POST", "documents", "") where parts.count == 1: return enterDocument(body)
        case ("PUT", "documents", ""): return editDocument(id, body)
        case ("DELETE", "documents", ""): return told(world.wfirma { $0.delete(id, at: $1) })
        case ("POST", "transfers", ""): return transfer(body)
        case ("GET", "orders", ""): return parts.count == 1 ? orders() : order(id)
        case ("POST", "orders", "") where parts.count == 1: return addOrder(body)
        case ("GET", "orders", "invoices") where parts.count == 4: return uploadedFile(id, invoice: parts[3])
        case ("POST", "orders", _): return act(verb, onOrder: id, body)
        case ("GET", "invoices", ""): return parts.count == 1 ? invoices(order: request.first("order")) : invoice(id)
        case ("POST", "invoices", "") where parts.count == 1: return issueInvoice(body)
        case ("DELETE", "invoices", "") where parts.count == 2: return deleteInvoice(id)
        case ("POST", "invoices", _): return act(verb, onInvoice: id)
        case ("GET", "contractors", ""): return contractors()
        case ("POST", "ksef", ""): return setKSeF(body)
        case ("POST", "devices", "confirm"): return done(world.allegro { allegro, _ in allegro.confirmDevice(id) })
        case ("POST", "devices", "deny"): return done(world.allegro { allegro, _ in allegro.denyDevice(id) })
        case ("POST", "tokens", ""): return tokens()
        case ("POST", "faults", ""): return setFault(body)
        case ("DELETE", "faults", ""):
            world.clearFaults()
            return SandboxReply(status: 204)
        case ("POST", "webhooks", ""): return addWebhook(body)
        case ("POST", "relays", ""): return addRelay(body)
        case ("GET", "tally", ""): return tally()
        default: return .refused(404, "No such control; GET /sandbox/ lists them")
        }
    }

    func done(_ isDone: Bool) -> SandboxReply { isDone ? SandboxReply(status: 204) : .refused(409, "Not possible as things stand") }

    private func tokens() -> SandboxReply {
        let tokens = world.allegro { allegro, _ in allegro.issueTokens() }
        return SandboxReply(status: 201, json: ["access_token": .string(tokens.access), "refresh_token": .string(tokens.refresh)])
    }

    private func setFault(_ body: JSON) -> SandboxReply {
        guard let kind = body["fault"]?.text.flatMap(FaultKind.init), let side = body["side"]?.text.flatMap(SandboxSide.init) else {
            let kinds = FaultKind.allCases.map(\.rawValue).joined(separator: ", ")
            return .refused(422, "side is allegro or wfirma, fault is one of: \(kinds)")
        }
        let share: Double =
            switch body["share"] {
            case .decimal(let value): value
            case .integer(let value): Double(value)
            default: 1
            }
        world.setFault(
            kind,
            FaultTerms(
                share: share, times: body["times"]?.number, lasting: body["seconds"]?.number.map { .seconds($0) }, path: body["path"]?.text,
                method: body["method"]?.text), on: side)
        return SandboxReply(status: 204)
    }

    private func addWebhook(_ body: JSON) -> SandboxReply {
        guard let url = body["url"]?.text else { return .refused(422, "url is missing") }
        let webhook = world.wfirma { wfirma, _ in
            wfirma.addWebhook(url: url, event: body["event"]?.text ?? "warehouse_good/change_state", isXML: body["format"]?.text == "xml")
        }
        return SandboxReply(status: 201, json: ["id": .string(webhook.id), "webhook_key": .string(webhook.key)])
    }

    private func addRelay(_ body: JSON) -> SandboxReply {
        guard let url = body["url"]?.text, let secret = body["secret"]?.text else { return .refused(422, "url and secret are needed") }
        let content = Set(body["content"].map { [$0].flatMap(\.items) }?.compactMap { $0.text.flatMap(SandboxRelay.Content.init) } ?? [.documents])
        world.wfirma { wfirma, _ in
            wfirma.addRelay(SandboxRelay(url: url, secret: secret, sendsXML: body["format"]?.text == "xml", content: content))
        }
        return SandboxReply(status: 201)
    }
}

extension SandboxReply {
    static func refused(_ status: Int, _ why: String) -> SandboxReply { SandboxReply(status: status, json: ["error": .string(why)]) }
}

extension JSON {
    fileprivate var items: [JSON] { if case .array(let items) = self { items } else { [] } }
}
