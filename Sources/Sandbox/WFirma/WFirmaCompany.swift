/// The company whose books the simulated wFirma keeps, and the keys that open them.
public struct WFirmaCompany: Sendable {
    public var id: String
    public var name: String
    public var accessKey: String
    public var secretKey: String
    public var appKey: String
    /// Whether it issues invoices with VAT; otherwise bills.
    public var isVATPayer: Bool

    /// The company's own tax number.
    static let nip = "5252445767"

    public init(
        id: String = "1", name: String = "Kubki sp. z o.o.", accessKey: String = "sandbox-access", secretKey: String = "sandbox-secret",
        appKey: String = "sandbox-app", isVATPayer: Bool = true
    ) {
        self.id = id
        self.name = name
        self.accessKey = accessKey
        self.secretKey = secretKey
        self.appKey = appKey
        self.isVATPayer = isVATPayer
    }
}
