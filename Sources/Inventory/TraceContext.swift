/// Where a request stands in a trace that somebody outside began (W3C Trace Context, version 00), taken from a sender and passed on to Allegro, so
/// that one search finds both ends.
public struct TraceContext: Sendable, Equatable, CustomStringConvertible {
    /// 32 hexadecimal digits, not all zero.
    public let trace: String
    /// 16 hexadecimal digits: the request that this one follows.
    public let parent: String
    /// Two hexadecimal digits; 01: the trace is recorded.
    public let flags: String

    /// Reads the field `traceparent`; nil for what is none. What a later version adds behind the flags is left out, as the standard asks.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].utf8.count == 2, parts[0] != "ff", parts[0] != "00" || parts.count == 4,
            parts[1].utf8.count == 32, parts[2].utf8.count == 16, parts[3].utf8.count == 2,
            parts.prefix(4).allSatisfy({ $0.utf8.allSatisfy(Self.isDigit) }), parts[1].contains(where: { $0 != "0" }),
            parts[2].contains(where: { $0 != "0" })
        else { return nil }
        (trace, parent, flags) = (String(parts[1]), String(parts[2]), String(parts[3]))
    }

    private init(trace: String, parent: String, flags: String) { (self.trace, self.parent, self.flags) = (trace, parent, flags) }

    /// The same trace, seen from a step of ours: the first 16 digits of a command's id are its name.
    public func following(_ command: CommandID) -> TraceContext? { following(step: command.text) }

    /// The same trace, seen from what is done for an order: the first 16 digits of the order's id are its name.
    public func following(order: OrderID) -> TraceContext? { following(step: order.text) }

    private func following(step: String) -> TraceContext? {
        let digits = step.lowercased().utf8.filter(Self.isDigit).prefix(16)
        guard digits.count == 16, digits.contains(where: { $0 != UInt8(ascii: "0") }) else { return nil }
        return TraceContext(trace: trace, parent: String(decoding: digits, as: UTF8.self), flags: flags)
    }

    public var description: String { "00-\(trace)-\(parent)-\(flags)" }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) }
}
