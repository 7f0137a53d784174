public import Inventory

/// How far a command is, in numbers. All of them are zero at first: that is no failure and no success.
public struct CommandReport: Sendable, Equatable {
    public var id: CommandID
    public var createdAt: Timestamp?
    /// Set once every task has ended.
    public var completedAt: Timestamp?
    public var total: Int
    public var success: Int
    public var failed: Int
}

/// What a command did to one offer.
public struct CommandTask: Sendable, Equatable {
    public enum Status: Sendable, Equatable {
        /// Waiting; usually moments, officially up to an hour, and some never move.
        case new
        case success
        case fail
        case unknown(String)
    }

    public var offer: OfferID
    public var status: Status
    /// Why it failed, for programs, e.g. `ERR_INVALID_QUANTITY`.
    public var code: String?
    /// Why it failed, for people.
    public var message: String?
    public var scheduledAt: Timestamp?
    public var finishedAt: Timestamp?
}

extension CommandTask.Status {
    init(_ text: String) {
        switch text {
        case "NEW": self = .new
        case "SUCCESS": self = .success
        case "FAIL": self = .fail
        default: self = .unknown(text)
        }
    }
}
