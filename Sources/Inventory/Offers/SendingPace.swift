/// How fast one account's commands may leave: the limits that they are held to, as figures for a forecast.
public struct SendingPace: Sendable, Equatable {
    /// Requests in any 60 seconds; a command takes one to be registered and about one to be asked about.
    public var requestsPerMinute: Int
    /// Offers changed in any 60 seconds by commands of one kind, quantity or publication.
    public var changesPerMinute: Int
    /// The same in any hour.
    public var changesPerHour: Int

    public init(requestsPerMinute: Int = 9000, changesPerMinute: Int = 9000, changesPerHour: Int = 250_000) {
        self.requestsPerMinute = max(1, requestsPerMinute)
        self.changesPerMinute = max(1, changesPerMinute)
        self.changesPerHour = max(1, changesPerHour)
    }

    /// How long the limits alone keep this work, begun with nothing sent before: changes are paced evenly, and what an hour has no room for waits
    /// for the next one.
    public func time(commands: Int, changes: Int) -> Duration {
        let hours = max(0, changes - 1) / changesPerHour
        let paced = Self.minutes(changes - hours * changesPerHour, at: changesPerMinute)
        return max(.seconds(3600 * hours) + paced, Self.minutes(changes, at: changesPerMinute), Self.minutes(commands * 2, at: requestsPerMinute))
    }

    private static func minutes(_ amount: Int, at perMinute: Int) -> Duration { .milliseconds(amount * 60_000 / perMinute) }
}
