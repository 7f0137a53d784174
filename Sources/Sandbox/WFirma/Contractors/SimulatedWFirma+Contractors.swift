extension SimulatedWFirma {
    /// The module `contractors`: add, find, get.
    mutating func contractors(_ action: String, id: String, _ body: JSON?) -> SandboxReply {
        switch action {
        case "find": return findContractors(body)
        case "get":
            guard let contractor = contractors.first(where: { $0.id == id }) else { return .wfirma(.notFound) }
            return .wfirma(.contractors, [told(contractor)])
        case "add":
            guard let given = WFirmaBranch.contractors.items(in: (body?["api"] ?? body)?[WFirmaBranch.contractors.plural]).first else {
                return .wfirma(.inputError)
            }
            switch addContractor(given) {
            case .success(let contractor): return .wfirma(.contractors, [told(contractor)])
            case .failure(let faults): return .wfirma(.contractors, [given.with(faults)], code: .error)
            }
        default: return .wfirma(.actionNotFound)
        }
    }

    /// Filters by number and name; `email` and what it does not know are silently dropped.
    private func findContractors(_ body: JSON?) -> SandboxReply {
        var supported: Set<String> = ["nip", "name", "altname"]
        if temper.honoursIDCondition { supported.insert("id") }
        if temper.honoursModifiedCondition { supported.insert("modified") }
        let find = WFirmaFind(body, branch: .contractors, supported: supported, largest: temper.largestPage)
        let found = contractors.indices.filter { index in
            let contractor = contractors[index]
            return find.conditions.hold {
                switch $0 {
                case "id": contractor.id
                case "nip": contractor.nip
                case "name": contractor.name
                case "altname": contractor.altName
                case "modified": (contractor.created + temper.clockSkew).warsawTime
                default: nil
                }
            }
        }
        return find.reply(.contractors, found) { told(contractors[$0]) }
    }

    /// Name, post code and city are needed.
    mutating func addContractor(_ given: JSON) -> Result<SandboxContractor, WFirmaFaults> {
        func text(_ field: String) -> String { given[field]?.text ?? "" }
        let missing = ["name", "zip", "city"].filter { text($0).isEmpty }
        guard missing.isEmpty else { return .failure(WFirmaFaults(missing.map { ($0, "Pole wymagane") })) }
        lastContractor += 1
        let contractor = SandboxContractor(
            id: String(lastContractor), name: text("name"), altName: text("altname").isEmpty ? text("name") : text("altname"),
            taxIDType: text("tax_id_type").isEmpty ? (text("nip").isEmpty ? "none" : "nip") : text("tax_id_type"), nip: text("nip"),
            street: text("street"), zip: text("zip"), city: text("city"), country: text("country").isEmpty ? "PL" : text("country"),
            email: text("email"), phone: text("phone"), created: time)
        contractors.append(contractor)
        announce(.contractors, contractor.id, "contractors/add")
        return .success(contractor)
    }

    func told(_ contractor: SandboxContractor) -> JSON { .object(Self.fields(of: contractor)) }

    static func fields(of contractor: SandboxContractor) -> [JSON.Field] {
        let fields: JSON = [
            "id": .string(contractor.id), "name": .string(contractor.name), "altname": .string(contractor.altName),
            "tax_id_type": .string(contractor.taxIDType), "nip": .string(contractor.nip), "street": .string(contractor.street),
            "zip": .string(contractor.zip), "city": .string(contractor.city), "country": .string(contractor.country),
            "email": .string(contractor.email), "phone": .string(contractor.phone), "created": .string(contractor.created.warsawTime),
            "modified": .string(contractor.created.warsawTime),
        ]
        return fields.fields
    }

    /// All contractors, in the order of their making.
    public var allContractors: [SandboxContractor] { contractors }
}

/// Faults of one thing's fields, as they hang on it under `errors`.
struct WFirmaFaults: Error, Sendable {
    let faults: [(field: String, message: String)]

    init(_ faults: [(field: String, message: String)]) { self.faults = faults }
    init(_ field: String, _ message: String) { faults = [(field, message)] }
}

extension JSON {
    /// This object with its faults on it.
    func with(_ faults: WFirmaFaults) -> JSON {
        let errors = faults.faults.map { ["field": .string($0.field), "message": .string($0.message)] as JSON }
        return .object(fields + [.init(key: "errors", value: WFirmaBranch.errors.map(errors))])
    }

    /// This object with another value for one of its fields.
    func replacing(_ key: String, with value: JSON) -> JSON {
        .object(fields.filter { $0.key != key } + [.init(key: key, value: value)])
    }
}
