/// A moment of the sandbox's own time: whole microseconds since 1970-01-01 00:00:00 UTC.
///
/// The machines never look at a clock; whoever drives them says what time it is.
public struct SandboxInstant: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Microseconds since the Unix epoch.
    public let microseconds: Int64

    public init(microseconds: Int64) { self.microseconds = microseconds }

    public static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }

    public static func + (moment: Self, span: Duration) -> Self {
        Self(microseconds: moment.microseconds + span.sandboxMicroseconds)
    }

    public static func - (moment: Self, span: Duration) -> Self {
        Self(microseconds: moment.microseconds - span.sandboxMicroseconds)
    }

    public static func - (later: Self, earlier: Self) -> Duration {
        .microseconds(later.microseconds - earlier.microseconds)
    }

    /// RFC 3339 in UTC with milliseconds.
    public var description: String { rfc3339 }
}

extension Duration {
    /// This span in whole microseconds, rounded toward zero.
    var sandboxMicroseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }
}
