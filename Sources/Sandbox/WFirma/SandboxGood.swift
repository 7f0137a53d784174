/// A good as the simulated wFirma keeps it; its counts are kept per warehouse beside it.
public struct SandboxGood: Sendable, Equatable {
    public let id: String
    public var code: String
    public var name: String
    public var ean: String
    /// Net price of one unit, e.g. `40.64`.
    public var netto: String
    /// The Polish VAT code, e.g. `23`.
    public var vat: String
    public internal(set) var modified: SandboxInstant

    public init(id: String, code: String, name: String, ean: String = "", netto: String = "40.64", vat: String = "23") {
        self.id = id
        self.code = code
        self.name = name
        self.ean = ean
        self.netto = netto
        self.vat = vat
        modified = SandboxInstant(microseconds: 0)
    }
}

/// A warehouse.
public struct SandboxWarehouse: Sendable, Equatable {
    public let id: String
    public var name: String

    public init(id: String, name: String) {
        self.id = id
        self.name = name
    }
}
