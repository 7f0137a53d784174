/// What a command asks of Allegro for each of its offers.
public enum CommandAction: Hashable, Sendable {
    /// Adds pieces (negative: takes them away), whatever is sold meanwhile.
    case gain(Int)
    /// Sets the quantity; only for offers that are not active (decision 6).
    case fixed(Int)
    case end
    case activate

    /// Lowering and ending prevent overselling: they go first (R31).
    public var prevents: Bool {
        switch self {
        case .gain(let pieces): pieces < 0
        case .end: true
        case .fixed, .activate: false
        }
    }

    /// Allegro takes ends and activations as commands of another kind than changes of quantity.
    public var isPublication: Bool {
        switch self {
        case .end, .activate: true
        case .gain, .fixed: false
        }
    }

    /// The change of quantity, where it is a relative one.
    public var gained: Int {
        if case .gain(let pieces) = self { return pieces }
        return 0
    }
}

/// How far one offer's part of a command has come.
public enum CommandProgress: String, Sendable, Codable {
    /// In the outbox or under way at Allegro: its outcome is still expected.
    case expected
    /// Hung, given up or lost: Allegro may carry it out an hour later, or never.
    case unknown
}

/// A command for an offer whose outcome is open.
public struct OpenCommand: Sendable, Equatable {
    public var action: CommandAction
    public var progress: CommandProgress

    public init(action: CommandAction, progress: CommandProgress) {
        self.action = action
        self.progress = progress
    }
}
