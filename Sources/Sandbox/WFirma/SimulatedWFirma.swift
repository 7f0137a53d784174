/// wFirma as the gateway meets it: a value that takes requests and the passing of time, and does nothing by itself.
///
/// Its webhooks are decided here, too (whom, what, when, how often); whoever drives it sends what ``takeNotice(dueBy:)``
/// gives and brings back the answer.
public struct SimulatedWFirma: Sendable {
    public let company: WFirmaCompany
    public var temper: WFirmaTemper
    /// How far time has come.
    public internal(set) var time: SandboxInstant
    public internal(set) var tally = WFirmaTally()
    var dice: SandboxDice
    var stock = StockRoom()
    /// Ascending by id.
    var documents: [SandboxDocument] = []
    /// From when on every document is found.
    var allDocumentsShownAt = SandboxInstant(microseconds: 0)
    var lastDocument = 9000
    var lastNumber: [SandboxDocument.Kind: Int] = [:]
    /// Ascending by id.
    var invoices: [SandboxInvoice] = []
    var lastInvoice = 500_100
    var lastInvoiceLine = 800_100
    var lastSaleNumber: [String: Int] = [:]
    var contractors: [SandboxContractor] = []
    var lastContractor = 100
    var lastPayment = 300
    var notices = NoticeDesk()
    var faults = FaultBoard()
    var requestMeter: RateMeter?

    /// - Parameters:
    ///   - seed: decides everything that is left to chance.
    ///   - start: the time that it is.
    public init(seed: UInt64, company: WFirmaCompany = .init(), temper: WFirmaTemper = .init(), start: SandboxInstant) {
        self.company = company
        self.temper = temper
        time = start
        dice = SandboxDice(seed: seed)
        requestMeter = temper.requestsPerMinute.map { RateMeter(limit: $0, window: .seconds(60)) }
    }

    /// When the next notice is to be sent.
    public var nextDue: SandboxInstant? { notices.nextDue }

    public mutating func advance(to moment: SandboxInstant) { time = max(time, moment) }

    /// Answers one request that arrives at `moment`.
    public mutating func handle(_ request: SandboxRequest, at moment: SandboxInstant) -> SandboxReply {
        advance(to: moment)
        tally.requests += 1
        var reply = answer(request)
        reply.headers.append(("date", clock.httpDate))
        return reply
    }

    /// What wFirma's own clock shows.
    var clock: SandboxInstant { time + temper.clockSkew }

    private mutating func answer(_ request: SandboxRequest) -> SandboxReply {
        let instead = faults.strike(at: time, dice: &dice, request: request) { $0.answerInstead(on: .wfirma) }
        if let instead { return instead }
        if requestMeter?.admit(1, at: time) == false {
            tally.refusedByLimit += 1
            return .wfirma(.requestsLimit)
        }
        let reply = refusal(of: request) ?? serve(request)
        return faults.strike(at: time, dice: &dice, request: request) { $0.spoil(reply) } ?? reply
    }

    private func refusal(of request: SandboxRequest) -> SandboxReply? {
        // Reads, too, are sent by POST; GET serves them as well.
        guard request.method == "POST" || request.method == "GET" else { return .wfirma(.actionNotFound) }
        let keys = ["accesskey", "secretkey", "appkey"].map { request.headers[$0] ?? "" }
        guard keys == [company.accessKey, company.secretKey, company.appKey] else { return .wfirma(.auth, status: temper.wrongKeysStatus) }
        guard request.first("inputFormat") == "json", request.first("outputFormat") == "json" else { return .wfirma(.inputError) }
        guard let asked = request.first("company_id") else { return .wfirma(.companyIDRequired) }
        return asked == company.id ? nil : .wfirma(.accessDenied)
    }

    private mutating func serve(_ request: SandboxRequest) -> SandboxReply {
        let parts = request.parts.map(String.init)
        guard parts.count == 2 || parts.count == 3 else { return .wfirma(.actionNotFound) }
        let body = JSON(bytes: request.body)
        if body == nil, !request.body.isEmpty { return .wfirma(.inputError) }
        let id = parts.count == 3 ? parts[2] : ""
        switch (parts[0], parts[1]) {
        case ("companies", "get"): return company(id)
        case ("warehouses", "find"): return findWarehouses(body)
        case ("warehouses", "get"): return warehouse(id)
        case ("goods", "find"): return findGoods(body, warehouse: request.first("warehouse_id"))
        case ("goods", "get"): return good(id, warehouse: request.first("warehouse_id"))
        case ("warehouse_documents", "find"): return findDocuments(body, kind: nil)
        case ("invoices", let action): return invoices(action, id: id, body, warehouse: request.first("warehouse_id"))
        case ("contractors", let action): return contractors(action, id: id, body)
        case ("payments", "add"): return addPayment(body)
        case ("vat_codes", "find"): return findVATCodes(body)
        case ("webhooks", let action): return webhooks(action, id: id, body)
        default: break
        }
        guard let kind = SandboxDocument.Kind.allCases.first(where: { $0.module == parts[0] }) else { return .wfirma(.actionNotFound) }
        switch parts[1] {
        case "find": return findDocuments(body, kind: kind)
        case "get": return document(id, kind: kind)
        case "add": return addDocument(body, kind: kind, warehouse: request.first("warehouse_id"))
        case "edit": return editDocument(id, body, kind: kind)
        case "delete": return deleteDocument(id, kind: kind)
        default: return .wfirma(.actionNotFound)
        }
    }

    private func company(_ id: String) -> SandboxReply {
        guard id == company.id else { return .wfirma(.notFound) }
        return .wfirma(
            .companies,
            [
                [
                    "id": .string(company.id), "name": .string(company.name), "vat_payer": company.isVATPayer ? "1" : "0",
                    "nip": .string(WFirmaCompany.nip),
                ]
            ])
    }
}

/// What a checker wants to know.
public struct WFirmaTally: Sendable {
    /// All requests that arrived.
    public internal(set) var requests = 0
    public internal(set) var refusedByLimit = 0
    /// Deliveries of webhooks and relays that were tried, and those that the receiver did not satisfy.
    public internal(set) var noticesSent = 0
    public internal(set) var noticesFailed = 0
    /// Notices that a fault or chance kept back.
    public internal(set) var noticesLost = 0
    /// Notices of relays that were given up.
    public internal(set) var noticesGivenUp = 0
}
