/// Allegro as the gateway meets it: a value that takes requests and the passing of time, and does nothing by itself.
///
/// No clock, no sockets and no chance but the seed's: the same seed, requests and times give the same answers, byte for byte.
public struct SimulatedAllegro: Sendable {
    public let application: AllegroApplication
    public var temper: AllegroTemper
    /// How far time has come.
    public internal(set) var time: SandboxInstant
    public internal(set) var tally = AllegroTally()
    var dice: SandboxDice
    var agenda = Agenda<AllegroHappening>()
    var authorisation = AllegroAuthorisation()
    var shelf = OfferShelf()
    var commands: [CommandKind: [String: SandboxCommand]] = [:]
    /// ENDs registered and not yet carried out, by offer: an ACTIVATE fails meanwhile (thread 803).
    var endsRunning: [String: Int] = [:]
    var operations: [String: OfferOperation] = [:]
    var offersInEdit: Set<String> = []
    /// How many offers were relisted: it makes their new ids.
    var relistings = 0
    var orders = OrderBook()
    /// Until when uploads are refused as in the middle of a scan.
    var scanBurstUntil: SandboxInstant?
    var offerEvents = OfferEventJournal()
    var faults = FaultBoard()
    var requestMeter: RateMeter
    /// Changes in any minute, and in any hour, by commands of each kind.
    var minuteMeters: [CommandKind: RateMeter]
    var hourMeters: [CommandKind: RateMeter]
    var refusedUntil: SandboxInstant?

    /// - Parameters:
    ///   - seed: decides everything that is left to chance.
    ///   - start: the time that it is.
    public init(seed: UInt64, application: AllegroApplication = .init(), temper: AllegroTemper = .init(), start: SandboxInstant) {
        self.application = application
        self.temper = temper
        time = start
        dice = SandboxDice(seed: seed)
        requestMeter = RateMeter(limit: temper.requestsPerMinute, window: .seconds(60))
        minuteMeters = CommandKind.allCases.reduce(into: [:]) { $0[$1] = RateMeter(limit: temper.changesPerMinute, window: .seconds(60)) }
        hourMeters = CommandKind.allCases.reduce(into: [:]) { $0[$1] = RateMeter(limit: temper.changesPerHour, window: .seconds(3600)) }
    }

    /// When the next thing happens that nobody asks for; nil when nothing is under way.
    public var nextDue: SandboxInstant? { agenda.nextDue }

    /// Lets everything happen that is due by `moment`, each at its own time.
    public mutating func advance(to moment: SandboxInstant) {
        while let (happening, due) = agenda.take(dueBy: moment) {
            time = max(time, due)
            carryOut(happening)
        }
        time = max(time, moment)
    }

    /// Answers one request that arrives at `moment`.
    public mutating func handle(_ request: SandboxRequest, at moment: SandboxInstant) -> SandboxReply {
        advance(to: moment)
        tally.requests += 1
        var reply = answer(request)
        reply.headers.append(("trace-id", dice.uuid()))
        reply.headers.append(("date", time.httpDate))
        return reply
    }

    private mutating func answer(_ request: SandboxRequest) -> SandboxReply {
        let instead = faults.strike(at: time, dice: &dice, request: request) { $0.answerInstead(on: .allegro) }
        if let instead { return instead }
        guard let route = AllegroRoute(method: request.method, parts: request.parts) else {
            note(.unknownRoute)
            return .allegroNotFound("Route \(request.method) \(request.path)")
        }
        let reply = refusal(of: request, to: route) ?? serve(route, request)
        return faults.strike(at: time, dice: &dice, request: request) { $0.spoil(reply) } ?? reply
    }

    private mutating func serve(_ route: AllegroRoute, _ request: SandboxRequest) -> SandboxReply {
        switch route {
        case .device: device(request)
        case .token: token(request)
        case .me: me()
        case .offers: offers(request)
        case .offer(let id): offer(id)
        case .patchOffer(let id): patchOffer(id, request)
        case .offerParts(let id): offerParts(id, request)
        case .operation(let offer, let id): operation(id, of: offer)
        case .putCommand(.quantity, let id): putQuantityCommand(id, request)
        case .putCommand(.publication, let id): putPublicationCommand(id, request)
        case .putCommand(.bulk, _), .postBulkCommand: postBulkCommand(request)
        case .command(let kind, let id): commandReport(kind, id)
        case .tasks(let kind, let id): taskReport(kind, id, request)
        case .offerEvents: listOfferEvents(request)
        case .orderEvents: listOrderEvents(request)
        case .orderEventStats: orderEventStats()
        case .checkoutForms: listCheckoutForms(request)
        case .checkoutForm(let id): checkoutForm(id)
        case .fulfillment(let id): putFulfillment(id, request)
        case .invoices(let id): orderInvoices(id)
        case .postInvoice(let id): postInvoice(id, request)
        case .invoiceFile(let order, let id): putInvoiceFile(order, invoice: id, request)
        case .links(let id): postLink(id, request)
        }
    }

    mutating func note(_ violation: AllegroTally.Violation) { tally.violations[violation, default: 0] += 1 }
}
