/// Bounds how many lines of one kind are written in a second, and counts what was left out: a flood fills no disk, and is told all the same.
///
/// Pure: whoever holds it says which second it is.
struct LogSampler {
    /// A kind is a logger and its message, of one merchant or source where there is one to name; what else differs from line to line stands in the
    /// fields. So one who floods the log leaves out lines of their own alone.
    struct Kind: Hashable {
        let label: String
        let message: String
        var party: String?
    }

    /// Kinds that are counted at once; of a message that is another one each time none is bounded.
    static let kindLimit = 4096

    private struct Count {
        var second: Int64
        var written = 0
        var leftOut = 0
    }

    let linesPerSecond: Int
    private var counts: [Kind: Count] = [:]
    /// Those of which lines were left out that nobody was told of.
    private var owing: Set<Kind> = []

    /// The second in which room was made last.
    private var clearedAt: Int64?

    init(linesPerSecond: Int) { self.linesPerSecond = linesPerSecond }

    /// Whether a line may be written now.
    mutating func admits(_ kind: Kind, second: Int64) -> Bool {
        var count = counts[kind] ?? Count(second: second)
        if count.second != second {
            (count.second, count.written) = (second, 0)
        } else if counts[kind] == nil, counts.count >= Self.kindLimit {
            guard clearedAt != second else { return true }
            clearedAt = second
            // The kinds of earlier seconds that owe no word make room.
            counts = counts.filter { $0.value.second == second || $0.value.leftOut > 0 }
            if counts.count >= Self.kindLimit { return true }
        }
        defer { counts[kind] = count }
        guard count.written < linesPerSecond else {
            count.leftOut += 1
            owing.insert(kind)
            return false
        }
        count.written += 1
        return true
    }

    /// What was left out in seconds before this one and not yet told, now told.
    mutating func takeLeftOut(before second: Int64) -> [(kind: Kind, lines: Int)] {
        // Asked with every line.
        guard !owing.isEmpty else { return [] }
        let owed = owing.compactMap { kind in counts[kind].flatMap { $0.second < second ? (kind: kind, lines: $0.leftOut) : nil } }
        for (kind, _) in owed {
            owing.remove(kind)
            counts[kind]?.leftOut = 0
        }
        return owed.sorted { ($0.kind.message, $0.kind.party ?? "") < ($1.kind.message, $1.kind.party ?? "") }
    }
}
