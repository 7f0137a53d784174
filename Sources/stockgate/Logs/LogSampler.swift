/// Bounds how many lines of one kind are written in a second, and counts what was left out: a flood fills no disk, and is told all the same.
///
/// Pure: whoever holds it says which second it is.
struct LogSampler {
    /// A kind is a logger and its message; what differs from line to line stands in the fields.
    struct Kind: Hashable {
        let label: String
        let message: String
    }

    /// Kinds that are counted at once; of a message that is another one each time none is bounded.
    static let kindLimit = 512

    private struct Count {
        var second: Int64
        var written = 0
        var leftOut = 0
    }

    let linesPerSecond: Int
    private var counts: [Kind: Count] = [:]

    init(linesPerSecond: Int) { self.linesPerSecond = linesPerSecond }

    /// Whether a line may be written now.
    mutating func admits(_ kind: Kind, second: Int64) -> Bool {
        var count = counts[kind] ?? Count(second: second)
        if count.second != second {
            (count.second, count.written) = (second, 0)
        } else if counts[kind] == nil, counts.count >= Self.kindLimit {
            // The kinds of earlier seconds that owe no word make room.
            counts = counts.filter { $0.value.second == second || $0.value.leftOut > 0 }
            if counts.count >= Self.kindLimit { return true }
        }
        defer { counts[kind] = count }
        guard count.written < linesPerSecond else {
            count.leftOut += 1
            return false
        }
        count.written += 1
        return true
    }

    /// What was left out in seconds before this one and not yet told, now told.
    mutating func takeLeftOut(before second: Int64) -> [(kind: Kind, lines: Int)] {
        let owed = counts.filter { $0.value.leftOut > 0 && $0.value.second < second }
        for kind in owed.keys { counts[kind]?.leftOut = 0 }
        return owed.map { ($0.key, $0.value.leftOut) }.sorted { $0.kind.message < $1.kind.message }
    }
}
