import CurlClient
public import Inventory
import Payload

extension WFirmaClient {
    /// How many rows a page asks for; wFirma's own default is 20, its maximum is not told (200 is in use).
    public static let pageLimit = 100

    /// The company that the endpoint names (`companies/get`): checks the keys.
    public func company() async throws(WFirmaError) -> Company {
        let answer = try await ask("companies/get/\(percentEncoded(endpoint.companyID))")
        guard !answer.isNotFound, let row = try answer.rows("companies", "company").first, let id = row.filled("id") else {
            throw .unreadable(reason: "no company \(endpoint.companyID)")
        }
        guard id == endpoint.companyID else { throw .wrongCompany(asked: endpoint.companyID, answered: id) }
        return Company(id: id, name: row["name"]?.text ?? "", isVATPayer: row["vat_payer"]?.flag ?? false)
    }

    /// A page of the warehouses (`warehouses/find`), by id.
    public func warehouses(page: Int = 1, limit: Int = pageLimit) async throws(WFirmaError) -> Page<Warehouse> {
        let find = Find(branch: "warehouses", singular: "warehouse", page: page, limit: limit)
        return try await self.page(find) { row throws(RowFault) in
            .row(Warehouse(id: WarehouseID(try row.requiredText("id")), name: row["name"]?.text ?? ""))
        }
    }

    /// A page of the goods with their counts in `warehouse` (`goods/find?warehouse_id=`), by id, so that a good made meanwhile
    /// comes at the end and moves no other.
    public func goods(in warehouse: WarehouseID, page: Int = 1, limit: Int = pageLimit) async throws(WFirmaError) -> Page<GoodInWarehouse> {
        let find = Find(branch: "goods", singular: "good", page: page, limit: limit)
        return try await self.page(find, query: [(name: "warehouse_id", value: warehouse.text)]) { row throws(RowFault) in
            .row(try GoodInWarehouse(row, warehouse: warehouse))
        }
    }

    /// One good with its counts in `warehouse` (`goods/get`); nil when there is no such good.
    public func good(_ id: ProductID, in warehouse: WarehouseID) async throws(WFirmaError) -> GoodInWarehouse? {
        let answer = try await ask("goods/get/\(percentEncoded(id.text))", query: [(name: "warehouse_id", value: warehouse.text)])
        guard let row = try answer.record("goods", "good", id: id.text) else { return nil }
        do throws(RowFault) {
            return try GoodInWarehouse(row, warehouse: warehouse)
        } catch {
            throw .unreadable(reason: "good \(id): \(error.reason)")
        }
    }
}
