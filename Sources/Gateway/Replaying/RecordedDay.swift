public import Inventory
public import Storage

/// A recorded day, ready to be played again.
public struct RecordedDay: Sendable {
    public let header: DayHeader
    let events: [DayEvent]
    /// How many lines of it nobody here can read: they are of a newer version, or broken.
    public let unread: Int

    /// Throws a ``StorageError`` where there is no recorded day at `path`, or one of another kind.
    public init(at path: String) throws {
        try self.init(StoredDay(at: path), path)
    }

    public init(_ stored: StoredDay, _ path: String) throws {
        guard let header = try? DayCoding.read(DayHeader.self, stored.header) else {
            throw StorageError.corrupted(reason: "\(path) is a recorded day of another version")
        }
        self.header = header
        events = stored.lines.compactMap { try? DayCoding.read(DayEvent.self, $0) }
        unread = stored.lines.count - events.count
    }

    /// Why it ends; nil: the last lines were lost.
    public var end: String? {
        for event in events.reversed() { if case .ended(let reason) = event { return reason } }
        return nil
    }

    /// Writes of other processes, of which it knows nothing but that they were.
    public var foreignWrites: Int { events.count { if case .foreignWrite = $0 { true } else { false } } }

    /// How long a write of another process may stand in the store before the recording tells of it: looked for at least twice a second, after this
    /// process's own writer.
    static let foreignLag: Duration = .seconds(2)

    /// The last turn that knows of no write of another process, and when it was: what is decided after it cannot be compared, since nobody knows what
    /// was written. Nil where no other process wrote.
    public var comparable: (turn: Int, at: Timestamp?)? {
        guard let first = events.firstIndex(where: { if case .foreignWrite = $0 { true } else { false } }) else { return nil }
        let before = events[..<first].compactMap { event -> (turn: Int, at: Timestamp)? in
            switch event {
            case .step(let turn, _, _, let at), .resumed(let turn, _, _, _, let at): (turn, at)
            case .text, .deliveries, .statements, .decided, .foreignWrite, .ended: nil
            }
        }
        guard let told = before.last?.at, let last = before.last(where: { $0.at <= told - Self.foreignLag }) else { return (0, nil) }
        return (last.turn, last.at)
    }

    /// Its turns.
    public var turns: Int { events.count { $0.turn != nil } }

    /// The last turn but one: of the last one what it decided may be lost.
    public var lastWholeTurn: Int { events.compactMap(\.turn).dropLast().last ?? 0 }

    /// Every decision, with its turn and its time, in order.
    public var decisions: [TakenDecision] {
        var moments: [Int: Timestamp] = [:]
        return events.flatMap { event -> [TakenDecision] in
            switch event {
            case .step(let turn, _, _, let at), .resumed(let turn, _, _, _, let at): moments[turn] = at
            case .decided(let turn, let decisions): return decisions.map { TakenDecision(turn: turn, at: moments[turn], decision: $0) }
            case .text, .deliveries, .statements, .foreignWrite, .ended: break
            }
            return []
        }
    }
}

/// A decision, and when it was taken.
public struct TakenDecision: Sendable, Codable, Equatable {
    /// The turn's number in the recording.
    public var turn: Int
    /// Nil where a person's hand took it.
    public var at: Timestamp?
    public var decision: Decision
}

extension DayEvent {
    /// Nil for what is no turn.
    var turn: Int? {
        switch self {
        case .step(let turn, _, _, _), .resumed(let turn, _, _, _, _), .deliveries(let turn, _), .statements(let turn, _): turn
        case .text, .decided, .foreignWrite, .ended: nil
        }
    }
}
