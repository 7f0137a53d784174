public import Inventory

/// A message about problems, on its way to one channel.
public struct Notice: Sendable, Equatable {
    public var id: Int64
    /// `email` or `webhook`.
    public var channel: String
    /// The same at every try, so that a receiver recognises a repeat.
    public var message: String
    public var content: NoticeContent
    public var createdAt: Timestamp
    /// Tries that failed.
    public var attempts: Int
}

/// What changed since the message before: problems that are new, and those that are over.
public struct NoticeContent: Sendable, Equatable, Codable {
    public struct Line: Sendable, Equatable, Codable {
        public var problem: Int64
        public var kind: String
        public var subject: String
        /// In English and in Polish.
        public var what: String
        public var whatPL: String
        public var since: Timestamp

        public init(problem: Int64, kind: String, subject: String, what: String, whatPL: String, since: Timestamp) {
            (self.problem, self.kind, self.subject, self.what, self.whatPL, self.since) = (problem, kind, subject, what, whatPL, since)
        }
    }

    /// At most ``lineLimit`` of each, the oldest first.
    public var opened: [Line]
    public var settled: [Line]
    /// All that are new, and all that are over, lines or not.
    public var openedCount: Int
    public var settledCount: Int
    /// Open in all, at the time of writing.
    public var openCount: Int

    /// A message names no more problems than this of each kind of change: a flood is told by its number.
    public static let lineLimit = 40

    public init(opened: [Line], settled: [Line], openedCount: Int, settledCount: Int, openCount: Int) {
        (self.opened, self.settled) = (opened, settled)
        (self.openedCount, self.settledCount, self.openCount) = (openedCount, settledCount, openCount)
    }
}
