extension SimulatedWFirma {
    /// `goods/find`: counts are those of the URL's `warehouse_id`, else of the main warehouse.
    mutating func findGoods(_ body: JSON?, warehouse: String?) -> SandboxReply {
        guard let place = shownWarehouse(warehouse) else { return .wfirma(.notFound) }
        var supported: Set<String> = ["code", "name", "ean", "type"]
        if temper.honoursIDCondition { supported.insert("id") }
        if temper.honoursModifiedCondition { supported.insert("modified") }
        let find = WFirmaFind(body, branch: .goods, supported: supported, largest: temper.largestPage)
        if find.conditions.isEmpty, temper.listsGoodsWithoutStock {
            return find.reply(.goods, stock.goods.indices) { told(stock.goods[$0], in: place) }
        }
        let candidates = find.conditions.required("code").map(stock.positions(ofCode:)) ?? Array(stock.goods.indices)
        let found = candidates.filter { index in
            let good = stock.goods[index]
            return (temper.listsGoodsWithoutStock || stock.row(good.id, in: place) != nil) && find.conditions.hold { self.value($0, of: good) }
        }
        return find.reply(.goods, found) { told(stock.goods[$0], in: place) }
    }

    mutating func good(_ id: String, warehouse: String?) -> SandboxReply {
        guard let place = shownWarehouse(warehouse), let good = stock.good(id) else { return .wfirma(.notFound) }
        return .wfirma(.goods, [told(good, in: place)])
    }

    func findWarehouses(_ body: JSON?) -> SandboxReply {
        let find = WFirmaFind(body, branch: .warehouses, supported: ["name"], largest: temper.largestPage)
        let found = stock.warehouses.indices.filter { index in find.conditions.hold { $0 == "name" ? stock.warehouses[index].name : nil } }
        return find.reply(.warehouses, found) { Self.told(stock.warehouses[$0]) }
    }

    func warehouse(_ id: String) -> SandboxReply {
        guard let warehouse = stock.warehouses.first(where: { $0.id == id }) else { return .wfirma(.notFound) }
        return .wfirma(.warehouses, [Self.told(warehouse)])
    }

    /// The warehouse whose counts are shown: the one asked for if there is such, else the main one.
    private func shownWarehouse(_ asked: String?) -> String? {
        guard let asked else { return stock.warehouses.first?.id }
        return stock.warehouses.first { $0.id == asked }?.id
    }

    private func value(_ field: String, of good: SandboxGood) -> String? {
        switch field {
        case "id": good.id
        case "code": good.code
        case "name": good.name
        case "ean": good.ean
        case "type": "good"
        case "modified": (good.modified + temper.clockSkew).warsawTime
        default: nil
        }
    }

    private mutating func told(_ good: SandboxGood, in warehouse: String) -> JSON {
        let code = SandboxVATCode.named(good.vat)
        let netto = SandboxMoney(good.netto) ?? .zero
        let brutto = netto + netto.times(code?.rate ?? 0, over: 100)
        return [
            "id": .string(good.id), "code": .string(good.code), "name": .string(good.name), "ean": .string(good.ean), "unit": "szt.",
            "netto": .string(good.netto), "brutto": .string(brutto.description), "type": "good", "vat": .string(good.vat),
            "vat_code": ["id": .string(code?.id ?? "0")], "visibility": "1", "warehouse_type": "extended",
            "count": number(stock.count(good.id, in: warehouse)), "reserved": "0.0000", "min": "0.0000", "max": "0.0000", "secure": "0.0000",
            "created": .string(good.modified.warsawTime), "modified": .string((good.modified + temper.clockSkew).warsawTime),
        ]
    }

    private static func told(_ warehouse: SandboxWarehouse) -> JSON { ["id": .string(warehouse.id), "name": .string(warehouse.name)] }

    /// A count as a string, now and then as a number.
    mutating func number(_ count: SandboxCount) -> JSON {
        guard dice.hits(temper.numberShare) else { return .string(count.description) }
        return count.tenThousandths % 10_000 == 0 ? .integer(count.tenThousandths / 10_000) : .decimal(Double(count.tenThousandths) / 10_000)
    }
}
