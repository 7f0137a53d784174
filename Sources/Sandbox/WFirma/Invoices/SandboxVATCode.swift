/// A VAT code as `vat_codes/find` lists it.
public struct SandboxVATCode: Sendable, Equatable {
    public let id: String
    /// The Polish code (`23`, `ZW`); empty for a rate of another country.
    public let code: String
    /// Per cent.
    public let rate: Int
    /// The country whose rate it is; `PL`, or where goods are sold to under OSS.
    public let country: String

    /// Ids as one account was seen to have them; others have others.
    static let all: [SandboxVATCode] =
        [("222", "23", 23), ("223", "8", 8), ("224", "5", 5), ("228", "WDT", 0), ("229", "EXP", 0), ("230", "NP", 0), ("231", "NPUE", 0)]
        .map { SandboxVATCode(id: $0, code: $1, rate: $2, country: "PL") }
        + [("233", "ZW"), ("234", "0")].map { SandboxVATCode(id: $0, code: $1, rate: 0, country: "PL") }
        + [("681", 21, "CZ"), ("682", 23, "SK"), ("683", 27, "HU")].map { SandboxVATCode(id: $0, code: "", rate: $1, country: $2) }

    /// The Polish code of this name.
    static func named(_ code: String) -> SandboxVATCode? { code.isEmpty ? nil : all.first { $0.code == code } }

    static func withID(_ id: String) -> SandboxVATCode? { all.first { $0.id == id } }
}

extension SimulatedWFirma {
    func findVATCodes(_ body: JSON?) -> SandboxReply {
        let find = WFirmaFind(body, branch: .vatCodes, supported: ["code", "rate"], largest: temper.largestPage)
        let found = SandboxVATCode.all.indices.filter { index in
            let code = SandboxVATCode.all[index]
            return find.conditions.hold { $0 == "code" ? code.code : $0 == "rate" ? String(code.rate) : nil }
        }
        return find.reply(.vatCodes, found) { index in
            let code = SandboxVATCode.all[index]
            return [
                "id": .string(code.id), "label": .string(code.code.isEmpty ? "\(code.rate)% \(code.country)" : code.code),
                "rate": .string(String(code.rate)), "code": .string(code.code), "type": code.country == "PL" ? "standard" : "moss",
                "declaration_country": ["id": code.country == "PL" ? "0" : .string(code.country)],
            ]
        }
    }
}
