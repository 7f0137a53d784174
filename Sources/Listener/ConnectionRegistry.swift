import NIOConcurrencyHelpers
import NIOCore

/// Sent down a connection's pipeline to end it whatever it is doing; an ordinary close waits for answers that are owed.
public struct CloseNow: Sendable {
    public init() {}
}

/// The connections that are open: no more than allowed, and all of them at hand when time is up.
final class ConnectionRegistry: Sendable {
    private let limit: Int
    private let metrics: ListenerMetrics
    private let open = NIOLockedValueBox<[ObjectIdentifier: any Channel]>([:])

    init(limit: Int, metrics: ListenerMetrics) {
        self.limit = limit
        self.metrics = metrics
    }

    /// Takes the connection in until it closes, or says that there are too many.
    func admit(_ channel: any Channel) -> Bool {
        let isAdmitted = open.withLockedValue { open in
            guard open.count < limit else { return false }
            open[ObjectIdentifier(channel)] = channel
            metrics.show(connections: open.count)
            return true
        }
        guard isAdmitted else {
            metrics.countTurnedAway()
            return false
        }
        channel.closeFuture.whenComplete { [self] _ in
            open.withLockedValue { open in
                open[ObjectIdentifier(channel)] = nil
                metrics.show(connections: open.count)
            }
        }
        return true
    }

    /// Closes every connection, whatever it is doing.
    func closeAll() {
        for channel in open.withLockedValue({ Array($0.values) }) {
            channel.triggerUserOutboundEvent(CloseNow(), promise: nil)
        }
    }
}
