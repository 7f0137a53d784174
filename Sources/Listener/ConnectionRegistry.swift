import NIOConcurrencyHelpers
import NIOCore

/// Sent down a connection's pipeline to end it whatever it is doing; an ordinary close waits for answers that are owed.
public struct CloseNow: Sendable {
    public init() {}
}

/// The connections that are open: no more than allowed, and all of them at hand when time is up.
///
/// Where there are as many as allowed, a new one takes the place of the oldest *stranger*: one that was never answered with success. So whoever
/// fills the listener with connections pushes out their own, and who has once sent something good keeps their place.
final class ConnectionRegistry: Sendable {
    /// A connection's number in the order of arrival.
    typealias Place = Int

    private struct Open {
        var channels: [Place: any Channel] = [:]
        var strangers: Set<Place> = []
        var next = 0
        /// No stranger came before this one.
        var oldest = 0

        mutating func pushOutOldestStranger() -> (any Channel)? {
            while oldest < next {
                defer { oldest += 1 }
                if strangers.remove(oldest) != nil { return channels.removeValue(forKey: oldest) }
            }
            return nil
        }
    }

    private let limit: Int
    private let metrics: ListenerMetrics
    private let open = NIOLockedValueBox(Open())

    init(limit: Int, metrics: ListenerMetrics) {
        self.limit = limit
        self.metrics = metrics
    }

    /// Takes the connection in until it closes; nil: there are too many, and none of them is a stranger's.
    func admit(_ channel: any Channel) -> Place? {
        let (place, pushedOut) = open.withLockedValue { open -> (Place?, (any Channel)?) in
            let pushedOut = open.channels.count < limit ? nil : open.pushOutOldestStranger()
            guard open.channels.count < limit else { return (nil, nil) }
            let place = open.next
            open.next += 1
            open.channels[place] = channel
            open.strangers.insert(place)
            metrics.show(connections: open.channels.count)
            return (place, pushedOut)
        }
        if place == nil || pushedOut != nil { metrics.countTurnedAway() }
        pushedOut?.triggerUserOutboundEvent(CloseNow(), promise: nil)
        guard let place else { return nil }
        channel.closeFuture.whenComplete { [self] _ in
            open.withLockedValue { open in
                open.channels[place] = nil
                open.strangers.remove(place)
                metrics.show(connections: open.channels.count)
            }
        }
        return place
    }

    /// Who came to this place was answered with success, and is no stranger any more.
    func welcome(_ place: Place) {
        open.withLockedValue { open in _ = open.strangers.remove(place) }
    }

    /// Closes every connection, whatever it is doing.
    func closeAll() {
        for channel in open.withLockedValue({ Array($0.channels.values) }) {
            channel.triggerUserOutboundEvent(CloseNow(), promise: nil)
        }
    }
}
