/// A change on Allegro that neither a sale nor a command of ours explains (R29).
public enum ForeignHand: String, Sendable, Equatable, CaseIterable {
    case quantity, end, resume

    /// When the tug-of-war stops (`safety` in the configuration).
    public struct Rules: Sendable, Equatable {
        /// So many changes in a row are repaired.
        public var repairs = 3
        /// A time without any ends the row.
        public var quiet: Duration = .seconds(86_400)

        public init() {}
    }

    /// What a reading that was taken as knowledge shows beyond what was known; nil when no foreign hand was in it: what it showed was not known for
    /// certain, or a command that hangs may have done it.
    ///
    /// A change of ours that Allegro reported as done counts as known before it was read back: who sets it back at once, each time, is one too.
    public init?(from before: Offer, to after: Offer, open: [OpenCommand]) {
        guard before.isSynchronised, let shown = before.shown, before.readAt != nil || shown.exact != nil, open.isEmpty else { return nil }
        switch (before.status, after.status) {
        case (.active, .active):
            guard before.shown != after.shown else { return nil }
            self = .quantity
        case (.active, .ended) where after.endedBy == .hand: self = .end
        // What a person ended and resumed again is the person's both times.
        case (.ended, .active) where before.endedBy?.isWantOfStock == true || before.endedBy == .pause,
            (.ended, .activating) where before.endedBy?.isWantOfStock == true || before.endedBy == .pause:
            self = .resume
        default: return nil
        }
    }
}

extension Offer {
    /// Counts a change that is to be repaired. After ``ForeignHand/Rules/repairs`` of them nothing raises or resumes the offer any more; it is
    /// still lowered and ended (R41).
    public mutating func repairs(_ hand: ForeignHand, rules: ForeignHand.Rules, at moment: Timestamp) {
        if let last = foreignAt, moment - last >= rules.quiet { foreignChanges = 0 }
        foreignChanges += 1
        foreignAt = moment
        isContested = isContested || foreignChanges > rules.repairs
    }

    /// True once nobody else has changed it for long enough: it is raised and resumed again.
    public func isQuietAgain(rules: ForeignHand.Rules, at moment: Timestamp) -> Bool {
        foreignChanges > 0 && foreignAt.map { moment - $0 >= rules.quiet } ?? true
    }

    public mutating func forgetForeignHand() { (foreignChanges, foreignAt, isContested) = (0, nil, false) }
}
