import NIOConcurrencyHelpers
import NIOCore

/// Holds a source to a number of deliveries a second: a bucket of one second's share that fills evenly.
final class DeliveryPace: Sendable {
    private struct Bucket {
        var nanoseconds: Int64
        var filledAt: NIODeadline
    }

    /// What one delivery takes from the bucket, which holds a second's worth of nanoseconds.
    private let cost: Int64
    private let bucket: NIOLockedValueBox<Bucket>
    private static let full: Int64 = 1_000_000_000

    init(perSecond: Int, now: NIODeadline = .now()) {
        cost = max(1, Self.full / Int64(max(1, perSecond)))
        bucket = NIOLockedValueBox(Bucket(nanoseconds: Self.full, filledAt: now))
    }

    /// Whether one more delivery may pass at `now`.
    func admits(at now: NIODeadline) -> Bool {
        bucket.withLockedValue { bucket in
            // Two event loops may read the clock in one order and come here in the other.
            if now > bucket.filledAt {
                bucket.nanoseconds = min(Self.full, bucket.nanoseconds + (now - bucket.filledAt).nanoseconds)
                bucket.filledAt = now
            }
            guard bucket.nanoseconds >= cost else { return false }
            bucket.nanoseconds -= cost
            return true
        }
    }
}
