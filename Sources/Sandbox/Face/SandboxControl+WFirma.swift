extension SandboxControl {
    func good(_ id: String) -> SandboxReply {
        world.wfirma { wfirma, _ in
            guard let good = wfirma.good(withID: id) else { return .refused(404, "No good \(id)") }
            let counts = wfirma.allWarehouses.map { JSON.Field(key: $0.id, value: .string(wfirma.count(ofGood: id, in: $0.id).description)) }
            return SandboxReply(
                status: 200,
                json: [
                    "id": .string(id), "code": .string(good.code), "name": .string(good.name), "total": .string(wfirma.count(ofGood: id).description),
                    "warehouses": .object(counts),
                ])
        }
    }

    func addGood(_ body: JSON) -> SandboxReply {
        guard let id = body["id"]?.text, let code = body["code"]?.text else { return .refused(422, "id and code are needed") }
        var opening: [String: SandboxCount] = [:]
        for field in body["warehouses"]?.fields ?? [] {
            guard let count = field.value.text.flatMap(SandboxCount.init) else { return .refused(422, "warehouses holds a count that is none") }
            opening[field.key] = count
        }
        world.wfirma { wfirma, _ in
            for warehouse in opening.keys.sorted() { wfirma.add(SandboxWarehouse(id: warehouse, name: "Magazyn \(warehouse)")) }
            wfirma.add(
                SandboxGood(
                    id: id, code: code, name: body["name"]?.text ?? "Towar \(id)", ean: body["ean"]?.text ?? "", vat: body["vat"]?.text ?? "23"),
                opening: opening)
        }
        return SandboxReply(status: 201)
    }

    /// `{"kind":"WZ","good":"501","count":"3","warehouse":"1","order":"…"}`, or `lines` in place of `good` and `count`.
    func enterDocument(_ body: JSON) -> SandboxReply {
        guard let kind = body["kind"]?.text.flatMap(SandboxDocument.Kind.init), let lines = Self.lines(body) else {
            return .refused(422, "kind (PZ, PW, WZ, RW), good and count are needed")
        }
        let warehouse = body["warehouse"]?.text ?? world.wfirma { wfirma, _ in wfirma.allWarehouses.first?.id } ?? ""
        return told(world.wfirma { $0.enter(kind, lines, warehouse: warehouse, order: body["order"]?.text, at: $1) })
    }

    func editDocument(_ id: String, _ body: JSON) -> SandboxReply {
        guard let lines = Self.lines(body) else { return .refused(422, "good and count are needed") }
        return told(world.wfirma { $0.edit(id, lines, at: $1) })
    }

    func transfer(_ body: JSON) -> SandboxReply {
        guard let good = body["good"]?.text, let count = body["count"]?.text.flatMap(SandboxCount.init), let from = body["from"]?.text,
            let to = body["to"]?.text
        else { return .refused(422, "good, count, from and to are needed") }
        switch world.wfirma({ $0.transfer(good, count, from: from, to: to, at: $1) }) {
        case .success: return SandboxReply(status: 204)
        case .failure(let fault): return .refused(409, "\(fault)")
        }
    }

    func told(_ outcome: Result<SandboxDocument, DocumentFault>) -> SandboxReply {
        switch outcome {
        case .success(let document):
            SandboxReply(
                status: 200,
                json: ["document": .string(document.id), "fullnumber": .string(document.fullNumber), "version": .integer(document.version)])
        case .failure(let fault): .refused(409, "\(fault)")
        }
    }

    private static func lines(_ body: JSON) -> [SandboxDocument.Line]? {
        let items: [JSON] = if case .array(let items) = body["lines"] { items } else { [body] }
        let lines = items.compactMap { item in
            item["good"]?.text.flatMap { good in item["count"]?.text.flatMap(SandboxCount.init).map { SandboxDocument.Line(good: good, count: $0) } }
        }
        return lines.count == items.count ? lines : nil
    }
}
