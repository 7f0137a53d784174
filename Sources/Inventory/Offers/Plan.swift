/// What is to be done for one offer now, and why.
public struct Plan: Sendable, Equatable {
    /// The difference between what Allegro shows and what it should show.
    public enum Action: Sendable, Equatable {
        /// Nothing is sent.
        case keep
        /// Pieces added to an active offer (negative: taken away).
        case add(Int)
        /// The quantity of an offer that is not active.
        case set(Int)
        case end
        /// The ended offer comes back with this quantity: the quantity first, then the activation (R5).
        case resume(Int)
    }

    /// Why the plan is as it is.
    public enum Reason: String, Sendable, Codable, CaseIterable {
        case inOrder = "in_order"
        case notSynchronised = "not_synchronised"
        case notLinked = "not_linked"
        case stockUnknown = "stock_unknown"
        /// Its goods lie in Allegro's own warehouse (R14).
        case fulfilledByAllegro = "fulfilled_by_allegro"
        case shownUnknown = "shown_unknown"
        case underWay = "under_way"
        case moreThanTarget = "more_than_target"
        case lessThanTarget = "less_than_target"
        case outOfStock = "out_of_stock"
        case zeroInDoubt = "zero_in_doubt"
        case backInStock = "back_in_stock"
        case endedOtherwise = "ended_otherwise"
        case notRunning = "not_running"
        /// A person asked for it (R10).
        case byHand = "by_hand"
        case paused
        case pauseOver = "pause_over"
        case autoClose = "auto_close"
        case autoResume = "auto_resume"
        /// The brake holds its end, or a person dropped it (R30).
        case held
        /// The tug-of-war with a foreign hand has stopped (R29).
        case foreignHand = "foreign_hand"
        /// Allegro refused it too often at this target (R28).
        case refused
    }

    public var action: Action
    /// The next command to send, if one is due; a resume is several commands, one after another.
    public var command: CommandAction?
    /// True when the offer must be read on Allegro before anything can be decided.
    public var needsReading: Bool
    public var target: Int?
    public var reason: Reason

    public init(action: Action, command: CommandAction? = nil, needsReading: Bool = false, target: Int?, reason: Reason) {
        self.action = action
        self.command = command
        self.needsReading = needsReading
        self.target = target
        self.reason = reason
    }
}
