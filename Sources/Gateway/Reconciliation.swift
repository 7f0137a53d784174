import Inventory
import Payload
public import Storage

/// What one comparison of both sides found (R22).
public struct Reconciliation: Sendable, Equatable {
    public var offersCompared: Int
    public var productsCompared: Int
    public var drift: [Drift]
    public var took: Duration
    /// Sides that could not be compared to their end (wFirma, or an account of Allegro's), and why.
    public var faults: [String: String] = [:]

    public init(offersCompared: Int, productsCompared: Int, drift: [Drift], took: Duration) {
        self.offersCompared = offersCompared
        self.productsCompared = productsCompared
        self.drift = drift
        self.took = took
    }

    /// The answer of `POST /reconciliations`.
    public var json: String {
        let payload: PayloadValue = [
            "offers_compared": PayloadValue(offersCompared), "products_compared": PayloadValue(productsCompared),
            "drift": .array(drift.map(\.payload)), "took_ms": PayloadValue(Int(took.wholeMicroseconds / 1000)),
        ]
        return String(decoding: payload.jsonBytes(), as: UTF8.self)
    }
}

extension Drift {
    fileprivate var payload: PayloadValue {
        var payload: PayloadObject = ["expected": .string(expected), "found": .string(found), "mended": .bool(mended)]
        switch subject {
        case .offer(let id): payload["offer"] = .string(id.text)
        case .product(let id): payload["product"] = .string(id.text)
        }
        return .object(payload)
    }
}
