/// The faults now set on one simulated system, and how often each has struck.
struct FaultBoard: Sendable {
    private struct Entry: Sendable {
        let kind: FaultKind
        let fault: any SandboxFault
        let terms: FaultTerms
        let end: SandboxInstant?
        var strikesLeft: Int?
    }

    private var entries: [Entry] = []
    /// How often each fault has struck.
    private(set) var strikes: [FaultKind: Int] = [:]

    mutating func set(_ kind: FaultKind, on terms: FaultTerms, at now: SandboxInstant) {
        entries.append(
            Entry(kind: kind, fault: kind.fault, terms: terms, end: terms.lasting.map { now + $0 }, strikesLeft: terms.times))
    }

    /// Clears one kind of fault, or all.
    mutating func clear(_ kind: FaultKind? = nil) {
        entries.removeAll { kind == nil || $0.kind == kind }
    }

    /// The first effect that a set fault has here and now. A fault that has none is not asked for its chance.
    mutating func strike<Effect>(
        at now: SandboxInstant, dice: inout SandboxDice, request: SandboxRequest? = nil, _ effect: (any SandboxFault) -> Effect?
    ) -> Effect? {
        guard !entries.isEmpty else { return nil }
        entries.removeAll { ($0.end ?? now) < now || $0.strikesLeft == 0 }
        for index in entries.indices where entries[index].terms.covers(request) {
            guard let struck = effect(entries[index].fault), dice.hits(entries[index].terms.share) else { continue }
            if let left = entries[index].strikesLeft { entries[index].strikesLeft = left - 1 }
            strikes[entries[index].kind, default: 0] += 1
            return struck
        }
        return nil
    }
}

extension FaultTerms {
    fileprivate func covers(_ request: SandboxRequest?) -> Bool {
        guard let request else { return true }
        return (path.map(request.path.contains) ?? true) && (method.map { $0 == request.method } ?? true)
    }
}
