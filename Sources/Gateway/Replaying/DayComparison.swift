public import Storage

/// What two runs of a day decided differently, by what it is about.
public struct DayComparison: Sendable {
    /// The first decision about one thing in which the runs differ; what follows follows from it.
    public struct Difference: Sendable, Codable, Equatable {
        public var kind: Decision.Kind
        /// The offer, the order, or the problem.
        public var subject: String
        /// Nil where that run decided nothing more.
        public var first: TakenDecision?
        public var second: TakenDecision?
        /// How many decisions about it came after in either run.
        public var later: Int
    }

    /// In the order in which they began.
    public var differences: [Difference]

    /// - Parameter end: the last turn that counts; nil: all do.
    public init(_ first: [TakenDecision], _ second: [TakenDecision], upTo end: Int? = nil) {
        let (left, right) = (Self.bySubject(first, end), Self.bySubject(second, end))
        var found: [(turn: Int, difference: Difference)] = []
        for key in Set(left.keys).union(right.keys) {
            let (ours, theirs) = (left[key] ?? [], right[key] ?? [])
            let same = zip(ours, theirs).prefix { $0.decision.what == $1.decision.what }.count
            guard same < max(ours.count, theirs.count) else { continue }
            let pair = (ours.dropFirst(same).first, theirs.dropFirst(same).first)
            let difference = Difference(
                kind: key.kind, subject: key.subject, first: pair.0, second: pair.1, later: max(ours.count, theirs.count) - same - 1)
            found.append((min(pair.0?.turn ?? .max, pair.1?.turn ?? .max), difference))
        }
        differences = found.sorted { ($0.turn, $0.difference.subject) < ($1.turn, $1.difference.subject) }.map(\.difference)
    }

    private struct Subject: Hashable {
        var kind: Decision.Kind
        var subject: String
    }

    private static func bySubject(_ decisions: [TakenDecision], _ end: Int?) -> [Subject: [TakenDecision]] {
        Dictionary(grouping: decisions.filter { $0.turn <= end ?? .max }) { Subject(kind: $0.decision.kind, subject: $0.decision.subject) }
    }
}
