import PostgreSQLClient

/// A server that does not answer is left alone for a moment after each vain try, so that all who wait for it are told at once and not one after another.
struct ServerSilence {
    private static let respite: Duration = .seconds(1)
    /// What took longer was waited for; a server that refuses does so at once.
    private static let shortest: Duration = .seconds(1)

    private var told: (error: any Error, until: ContinuousClock.Instant)?
    /// Connections that were given up since the server was last heard.
    private var givenUp = 0

    /// Throws what the last vain try came to, if that was a moment ago.
    func check() throws {
        if let told, .now < told.until { throw told.error }
    }

    /// Notes a try that failed. What the server itself said, such as that a lock was waited for in vain, is no silence.
    mutating func note(_ error: any Error, since began: ContinuousClock.Instant) {
        let now = ContinuousClock.now
        let isUnreachable = (error as? PostgreSQLError)?.state == PostgreSQLError.noConnection || error is StorageError
        if isUnreachable, now - began > Self.shortest { told = (error, now + Self.respite) }
    }

    /// A transaction began, or a connection came to the end of what it was for.
    mutating func hear() { givenUp = 0 }

    /// Notes a connection on which the server said nothing for too long: the first may have been slow alone, from the second on it is the server.
    mutating func giveUp(_ error: any Error) {
        givenUp += 1
        if givenUp > 1 { told = (error, .now + Self.respite) }
    }
}
