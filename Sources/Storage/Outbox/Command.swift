public import Inventory

/// A command as it stands in the outbox.
public struct Command: Sendable, Equatable {
    /// How far it has come.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// Durable, not yet answered: it is sent, or sent again under the same id.
        case written
        /// Allegro has it and works on it.
        case accepted
        /// Given up, and still asked about now and then: Allegro may carry it out an hour later.
        case hung
        /// Nothing more to ask.
        case settled
    }

    public var id: CommandID
    public var account: AccountName
    public var action: CommandAction
    public var state: State
    public var writtenAt: Timestamp
    /// Before its first byte left, by Allegro's clock; nil: Allegro cannot have it.
    public var sentAt: Timestamp?
    public var acceptedAt: Timestamp?
    /// The next attempt to send it, or to ask about it.
    public var dueAt: Timestamp
    /// Attempts to send it, or, once accepted, to ask about it.
    public var attempts: Int
    /// At most a thousand, in order of their ids.
    public var offers: [OfferID]
    /// The deliveries that made its offers differ from their targets, the oldest first, at most three; none for what no delivery caused.
    public var causes: [CommandCause]

    public init(
        id: CommandID, account: AccountName, action: CommandAction, state: State, writtenAt: Timestamp, sentAt: Timestamp? = nil,
        acceptedAt: Timestamp? = nil, dueAt: Timestamp, attempts: Int = 0, offers: [OfferID], causes: [CommandCause] = []
    ) {
        self.id = id
        self.account = account
        self.action = action
        self.state = state
        self.writtenAt = writtenAt
        self.sentAt = sentAt
        self.acceptedAt = acceptedAt
        self.dueAt = dueAt
        self.attempts = attempts
        self.offers = offers
        self.causes = causes
    }

    /// The most offers that Allegro takes in one command.
    public static let offerLimit = 1000
    /// The most offers in one command that raises: what a second of Allegro's limit of 9000 changes a minute holds, so that a decrease never waits
    /// behind a large batch of increases (R31).
    public static let raiseLimit = 140
}

/// Commands that share their slots: what prevents overselling never waits behind what raises, nor one account behind another (R31), nor a change
/// of quantity behind an end, which Allegro limits apart.
public struct CommandLane: Sendable, Hashable {
    public var account: AccountName
    /// Decreases and ends.
    public var prevents: Bool
    /// Ends and activations; else changes of quantity.
    public var isPublication: Bool

    public init(account: AccountName, prevents: Bool, isPublication: Bool) {
        self.account = account
        self.prevents = prevents
        self.isPublication = isPublication
    }

    /// The lane that a command goes in.
    public init(_ command: Command) {
        self.init(account: command.account, prevents: command.action.prevents, isPublication: command.action.isPublication)
    }

    /// The lanes of an account, the most urgent first.
    public static func all(of account: AccountName) -> [CommandLane] {
        [(true, false), (true, true), (false, false), (false, true)].map { CommandLane(account: account, prevents: $0.0, isPublication: $0.1) }
    }
}

/// What Allegro's task says of one offer of a command.
public struct CommandOutcome: Sendable, Equatable {
    public var offer: OfferID
    public var isSuccess: Bool
    /// Allegro's code and message of a failure.
    public var code: String?
    public var message: String?

    public init(offer: OfferID, isSuccess: Bool, code: String? = nil, message: String? = nil) {
        self.offer = offer
        self.isSuccess = isSuccess
        self.code = code
        self.message = message
    }
}

/// The limits by which commands are tried, given up and stopped (`safety` in the configuration).
public struct CommandRules: Sendable {
    /// Refusals of an offer in a row before nothing more is sent for it and a person is asked.
    public var tries = 3
    /// How long a command may stay unfinished before it is given up and the offer read.
    public var patience: Duration = .seconds(120)
    /// How far apart two readings must be to outweigh what our own commands say.
    public var contradiction: Duration = .seconds(10)
    /// How soon after a change the offer is read back (R28); changes that end together are read together.
    public var confirmation: Duration = .milliseconds(200)
    /// How long a given-up command is still asked about.
    public var hungFor: Duration = .seconds(3600)
    /// When the tug-of-war with a foreign hand stops (R29).
    public var foreignHand = ForeignHand.Rules()

    public init() {}
}
