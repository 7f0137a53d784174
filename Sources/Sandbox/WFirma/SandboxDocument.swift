/// A warehouse document as the simulated wFirma keeps it.
public struct SandboxDocument: Sendable, Equatable {
    public let id: String
    public let kind: Kind
    public let number: Int
    public internal(set) var fullNumber: String
    public let warehouse: String
    public internal(set) var lines: [Line]
    public internal(set) var contractor: String?
    public internal(set) var invoice: String?
    public internal(set) var externalID: String?
    public internal(set) var description: String
    /// The day in Warsaw, `2026-11-24`.
    public internal(set) var date: String
    public internal(set) var created: SandboxInstant
    public internal(set) var modified: SandboxInstant
    /// From when on it is found: an invoice's WZ comes a little after it.
    let shownAt: SandboxInstant
    /// Rises with each edit. wFirma shows none; the relay tells it.
    public internal(set) var version = 1

    /// Goods received from outside (PZ) or inside (PW), goods released to outside (WZ) or inside (RW).
    public enum Kind: String, Sendable, CaseIterable {
        case pz = "PZ"
        case pw = "PW"
        case wz = "WZ"
        case rw = "RW"

        /// Whether it adds to stock.
        public var isReceipt: Bool { self == .pz || self == .pw }

        /// The module that holds the kind.
        var module: String {
            switch self {
            case .pz: "warehouse_document_p_z"
            case .pw: "warehouse_document_p_w"
            case .wz: "warehouse_document_w_z"
            case .rw: "warehouse_document_r_w"
            }
        }
    }

    public struct Line: Sendable, Equatable {
        public var good: String
        public var count: SandboxCount
        public var price: String
        /// The invoice's line that it releases.
        public var invoiceLine: String?

        public init(good: String, count: SandboxCount, price: String = "0.00", invoiceLine: String? = nil) {
            self.good = good
            self.count = count
            self.price = price
            self.invoiceLine = invoiceLine
        }
    }

    /// What the document does to each good in its warehouse.
    var effect: [String: SandboxCount] {
        lines.reduce(into: [:]) { $0[$1.good] = ($0[$1.good] ?? .zero) + (kind.isReceipt ? $1.count : -$1.count) }
    }
}
