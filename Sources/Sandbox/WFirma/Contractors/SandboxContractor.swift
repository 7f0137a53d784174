/// A contractor as the simulated wFirma keeps it.
public struct SandboxContractor: Sendable, Equatable {
    public let id: String
    public internal(set) var name: String
    public internal(set) var altName: String
    /// `nip`, `vat`, `pesel`, `regon`, `custom` or `none`.
    public internal(set) var taxIDType: String
    /// The number as it was given.
    public internal(set) var nip: String
    public internal(set) var street: String
    public internal(set) var zip: String
    public internal(set) var city: String
    public internal(set) var country: String
    public internal(set) var email: String
    public internal(set) var phone: String
    public internal(set) var created: SandboxInstant
}
