public import Inventory

/// What has not happened: what a plan is asked to take for true.
public struct WhatIf: Sendable {
    /// Documents and orders, as the inbox would have brought them.
    public var deliveries: [UnderstoodDelivery]
    /// Offers whose sync is on.
    public var sync: [OfferID]

    public init(deliveries: [UnderstoodDelivery] = [], sync: [OfferID] = []) {
        (self.deliveries, self.sync) = (deliveries, sync)
    }

    var isNothing: Bool { deliveries.isEmpty && sync.isEmpty }
}

/// What a forecast goes by, besides the store.
public struct ForecastTerms: Sendable {
    public var ledger: LedgerRules
    public var brake: Brake.Rules
    /// By Allegro account; one that is missing has Allegro's published limits.
    public var paces: [AccountName: SendingPace]

    public init(ledger: LedgerRules = LedgerRules(), brake: Brake.Rules = Brake.Rules(), paces: [AccountName: SendingPace] = [:]) {
        (self.ledger, self.brake, self.paces) = (ledger, brake, paces)
    }
}

/// What would be sent to Allegro, why, in which order, and how long the limits keep it (R31, R32).
public struct Forecast: Sendable {
    /// One command that would leave next.
    public struct Step: Sendable, Equatable {
        public var account: AccountName
        public var action: CommandAction
        /// In order of their ids.
        public var offers: [OfferID]
        /// By when it has left, at the account's limits.
        public var leavesWithin: Duration
    }

    /// Every offer that something may be sent for, and those asked for, by id.
    public var items: [(offer: Offer, plan: Plan)]
    /// What prevents overselling first.
    public var steps: [Step]
    /// Offers whose sync cannot be switched on as things stand (R14, R16).
    public var refused: [(offer: OfferID, reason: SwitchOutcome.Refusal)]
    /// Until all has left, the activations that follow a resume's quantity among it.
    public var duration: Duration

    init(_ items: [(offer: Offer, plan: Plan)], refused: [(offer: OfferID, reason: SwitchOutcome.Refusal)], paces: [AccountName: SendingPace]) {
        self.items = items
        self.refused = refused
        var loads: [CommandLane.Limit: SendingLoad] = [:]
        var steps: [Step] = []
        for part in Self.parts(items, paces) {
            let limit = CommandLane.Limit(account: part.account, isPublication: part.action.isPublication)
            var load = loads[limit] ?? SendingLoad()
            load.add(changes: part.offers.count)
            loads[limit] = load
            let pace = paces[part.account] ?? SendingPace()
            steps.append(Step(account: part.account, action: part.action, offers: part.offers, leavesWithin: load.time(at: pace)))
        }
        self.steps = steps
        // A resume whose quantity goes first is activated afterwards.
        for (offer, plan) in items {
            guard case .resume = plan.action, case .fixed? = plan.command else { continue }
            loads[CommandLane.Limit(account: offer.account, isPublication: true), default: SendingLoad()].add(changes: 1)
        }
        duration = loads.map { $0.value.time(at: paces[$0.key.account] ?? SendingPace()) }.max() ?? .zero
    }

    /// The commands as the outbox would hold them, the most urgent lane first.
    private static func parts(
        _ items: [(offer: Offer, plan: Plan)], _ paces: [AccountName: SendingPace]
    ) -> [(account: AccountName, action: CommandAction, offers: [OfferID])] {
        var grouping = CommandGrouping<OfferID>()
        for (offer, plan) in items {
            if let command = plan.command { grouping.add(offer.id, account: offer.account, command) }
        }
        let parts = grouping.parts(changeLimits: paces.mapValues(\.changesPerMinute))
        return parts.enumerated().sorted { ($0.element.action.urgency, $0.offset) < ($1.element.action.urgency, $1.offset) }.map(\.element)
    }
}

extension CommandLane {
    /// What Allegro counts changes by.
    fileprivate struct Limit: Hashable {
        var account: AccountName
        var isPublication: Bool
    }
}

/// Commands and changes that one limit has to let through.
private struct SendingLoad {
    private var commands = 0
    private var changes = 0

    mutating func add(changes count: Int) {
        commands += 1
        changes += count
    }

    func time(at pace: SendingPace) -> Duration { pace.time(commands: commands, changes: changes) }
}

extension CommandAction {
    /// The place of its lane (``CommandLane/all(of:)``).
    fileprivate var urgency: Int { (prevents ? 0 : 2) + (isPublication ? 1 : 0) }
}
