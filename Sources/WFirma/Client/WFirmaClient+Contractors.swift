import CurlClient
public import Inventory
import Payload

extension WFirmaClient {
    /// The ids of the companies with this NIP, the oldest first (`contractors/find`), every row held against it.
    ///
    /// A person has no number to be told by and is never looked for by name (R38).
    public func contractors(nip: String) async throws(WFirmaError) -> [String] {
        let find = Find(
            branch: "contractors", singular: "contractor", conditions: [Find.Condition(field: "nip", comparison: "eq", value: nip)], page: 1,
            limit: Self.pageLimit)
        let page = try await self.page(find) { row throws(RowFault) -> RowReading<String> in
            // People write it with dashes.
            row.filled("nip")?.filter(\.isNumber) == nip ? .row(try row.requiredText("id")) : .unasked
        }
        return page.rows
    }

    /// Makes a contractor (`contractors/add`) and returns its id.
    public func addContractor(_ draft: ContractorDraft) async throws(WFirmaError) -> String {
        var record: PayloadObject = [
            "name": .string(draft.name), "street": .string(draft.address.street), "zip": .string(draft.address.zip),
            "city": .string(draft.address.city), "country": .string(draft.address.country),
        ]
        switch draft.taxNumber {
        case .nip(let number): (record["tax_id_type"], record["nip"]) = ("nip", .string(number))
        case .european(let number): (record["tax_id_type"], record["nip"]) = ("vat", .string(number))
        case .other(let number): (record["tax_id_type"], record["nip"]) = ("custom", .string(number))
        case nil: record["tax_id_type"] = "none"
        }
        return try await add("contractors", "contractor", record)
    }
}
