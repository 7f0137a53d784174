public import Inventory
import NIOConcurrencyHelpers

/// The sources that may deliver, replaced as a whole while deliveries come in (SIGHUP).
public final class SourceRegistry: Sendable {
    private let gates: NIOLockedValueBox<[String: SourceGate]>

    /// Throws a ``WebhooksError`` when a source cannot be used; ``WebhookSource/faults`` lists them all.
    public init(_ sources: [WebhookSource]) throws(WebhooksError) {
        gates = NIOLockedValueBox(try Self.gates(of: sources))
    }

    /// Deliveries whose head has come are judged by the sources that stood then. Throws, and changes nothing, when one of the
    /// new sources cannot be used.
    public func replace(with sources: [WebhookSource]) throws(WebhooksError) {
        let replacement = try Self.gates(of: sources)
        gates.withLockedValue { $0 = replacement }
    }

    /// The Allegro account whose events the source `name` brings.
    public func account(ofSource name: String) -> AccountName? { gate(name)?.account }

    func gate(_ name: String) -> SourceGate? { gates.withLockedValue { $0[name] } }

    var hasOne: Bool { gates.withLockedValue { $0.count == 1 } }

    private static func gates(of sources: [WebhookSource]) throws(WebhooksError) -> [String: SourceGate] {
        var gates: [String: SourceGate] = [:]
        for source in sources {
            if let fault = source.faults.first { throw fault }
            guard gates.updateValue(SourceGate(source), forKey: source.name) == nil else { throw .duplicateName(source.name) }
        }
        return gates
    }
}
