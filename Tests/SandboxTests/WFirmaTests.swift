import Sandbox
import Testing

@Suite("wFirma")
struct WFirmaTests {
    @Test(
        "wrong keys, another company and unknown actions are told by status codes",
        arguments: [
            ("goods/find", ["accesskey": "wrong"], 401, "AUTH"), ("goods/fly", [:], 200, "ACTION NOT FOUND"),
            ("companies/get/2", [:], 200, "NOT FOUND"),
        ] as [(String, [String: String], Int, String)])
    func refusals(path: String, headers: [String: String], status: Int, code: String) {
        var bench = WFirmaBench()
        let reply = bench.send(path, headers: headers)
        #expect(reply.status == status)
        #expect(reply.code == code)
    }

    @Test("companies/get answers for the right keys; every answer carries a Date")
    func company() {
        var bench = WFirmaBench()
        let reply = bench.send("companies/get/1")
        #expect(reply.code == "OK")
        #expect(reply.items("companies", "company").first?["vat_payer"] as? String == "1")
        #expect(reply.header("date") == "Tue, 24 Nov 2026 09:15:00 GMT")
    }

    @Test("a good's count is that of the warehouse asked for, else of the main one")
    func counts() {
        var bench = WFirmaBench()
        func count(_ query: String) -> String? { bench.send("goods/get/501", query).items("goods", "good").first?["count"] as? String }
        #expect(count("&warehouse_id=1") == "70.0000")
        #expect(count("&warehouse_id=2") == "3.0000")
        #expect(count("") == "70.0000")
        #expect(bench.wfirma.count(ofGood: "501") == SandboxCount(73))
    }

    @Test("pages end in NOT FOUND, and an unsupported filter is silently dropped")
    func find() {
        var bench = WFirmaBench()
        func ids(_ parameters: String) -> [String] {
            bench.send("goods/find", "", #"{"goods":{"parameters":{\#(parameters)}}}"#).items("goods", "good").compactMap { $0["id"] as? String }
        }
        func condition(_ field: String, _ comparison: String, _ value: String) -> String {
            #""conditions":{"0":{"condition":{"field":"\#(field)","operator":"\#(comparison)","value":"\#(value)"}}}"#
        }
        #expect(ids(#""page":1,"limit":1"#) == ["501"])
        #expect(ids(#""page":2,"limit":1"#) == ["502"])
        #expect(bench.send("goods/find", "", #"{"goods":{"parameters":{"page":3,"limit":1}}}"#).code == "NOT FOUND")
        #expect(ids(#""order":{"desc":"id"}"#) == ["502", "501"])
        #expect(ids(condition("code", "eq", "CZA-1")) == ["502"])
        #expect(ids(condition("code", "in", "CZA-1,KUB-1")) == ["501", "502"])
        #expect(ids(condition("name", "like", "%czajnik%")) == ["502"])
        #expect(ids(condition("id", "eq", "502")) == ["501", "502"])
        bench.wfirma.temper.honoursIDCondition = true
        #expect(ids(condition("id", "eq", "502")) == ["502"])
    }

    @Test(
        "a document moves the counts of its warehouse",
        arguments: [(.pz, 5, "75.0000"), (.pw, 5, "75.0000"), (.wz, 5, "65.0000"), (.rw, 70, "0.0000")] as [(SandboxDocument.Kind, Int, String)])
    func documents(kind: SandboxDocument.Kind, count: Int, left: String) throws {
        var bench = WFirmaBench()
        let document = try bench.enter(kind, count).get()
        #expect(bench.wfirma.count(ofGood: "501", in: "1").description == left)
        #expect(bench.wfirma.count(ofGood: "501", in: "2") == SandboxCount(3))
        let found = bench.send(
            "warehouse_documents/find", "",
            #"{"warehouse_documents":{"parameters":{"conditions":{"0":{"condition":{"field":"type","operator":"eq","value":"\#(kind.rawValue)"}}}}}}"#
        )
        #expect(found.text("warehouse_documents.0.warehouse_document.id") == document.id)
        #expect(found.text("warehouse_documents.0.warehouse_document.created") == "2026-11-24 10:15:00")
        let line = "warehouse_documents.0.warehouse_document.warehouse_document_contents.0.warehouse_document_content"
        #expect(found.text("\(line).good.id") == "501")
    }

    @Test("an edit replaces a document's effect, a deletion takes it back, and nothing falls below zero")
    func edits() throws {
        var bench = WFirmaBench()
        let document = try bench.enter(.wz, 10).get()
        #expect(bench.enter(.wz, 61) == .failure(.tooLittle("501")))
        let edited = try bench.wfirma.edit(document.id, [.init(good: "501", count: .init(4))], at: bench.now).get()
        #expect(edited.version == 2)
        #expect(bench.wfirma.count(ofGood: "501", in: "1") == SandboxCount(66))
        #expect(bench.wfirma.edit(document.id, [.init(good: "501", count: .init(71))], at: bench.now) == .failure(.tooLittle("501")))
        _ = try bench.wfirma.delete(document.id, at: bench.now).get()
        #expect(bench.wfirma.count(ofGood: "501", in: "1") == SandboxCount(70))
        bench.wfirma.temper.allowsNegativeStock = true
        _ = try bench.enter(.wz, 100).get()
        #expect(bench.wfirma.count(ofGood: "501", in: "1").description == "-30.0000")
    }

    @Test("through the API: add, get, edit, delete; a fault hangs at its line")
    func module() throws {
        var bench = WFirmaBench()
        func body(_ count: String, contractor: String = #""contractor":{"id":"9"},"#) -> String {
            #"{"warehouse_documents":{"0":{"warehouse_document":{\#(contractor)"date":"2026-11-24","warehouse_document_contents":{"0":{"#
                + #""warehouse_document_content":{"good":{"id":"501"},"unit_count":"\#(count)","price":"10.00"}}}}}}}"#
        }
        let added = bench.send("warehouse_document_w_z/add", "&warehouse_id=2", body("2"))
        #expect(added.code == "OK")
        let id = try #require(added.text("warehouse_documents.0.warehouse_document.id"))
        #expect(bench.wfirma.count(ofGood: "501", in: "2") == SandboxCount(1))
        #expect(bench.send("warehouse_document_w_z/get/\(id)").text("warehouse_documents.0.warehouse_document.fullnumber") == "WZ 1/2026")
        #expect(bench.send("warehouse_document_p_z/get/\(id)").code == "NOT FOUND")

        let refused = bench.send("warehouse_document_w_z/add", "&warehouse_id=2", body("2"))
        #expect(refused.status == 200)
        #expect(refused.code == "ERROR")
        let line = "warehouse_documents.0.warehouse_document.warehouse_document_contents.0.warehouse_document_content"
        #expect(refused.text("\(line).errors.0.error.message")?.contains("Stan magazynowy") == true)
        let nobody = bench.send("warehouse_document_w_z/add", "", body("1", contractor: ""))
        #expect(nobody.text("warehouse_documents.0.warehouse_document.errors.0.error.field") == "contractor")

        #expect(bench.send("warehouse_document_w_z/edit/\(id)", "", body("1")).code == "OK")
        #expect(bench.wfirma.count(ofGood: "501", in: "2") == SandboxCount(2))
        #expect(bench.send("warehouse_document_w_z/delete/\(id)").code == "OK")
        #expect(bench.wfirma.count(ofGood: "501", in: "2") == SandboxCount(3))
    }

    @Test("a transfer shows in the counts and in no document")
    func transfer() {
        var bench = WFirmaBench()
        guard case .success = bench.wfirma.transfer("501", .init(20), from: "1", to: "2", at: bench.now) else {
            Issue.record("the transfer was refused")
            return
        }
        #expect(bench.wfirma.count(ofGood: "501", in: "2") == SandboxCount(23))
        #expect(bench.wfirma.count(ofGood: "501") == SandboxCount(73))
        #expect(bench.send("warehouse_documents/find").code == "NOT FOUND")
    }

    @Test(
        "out of service, and the account's limit of requests",
        arguments: [(.outOfService, "OUT OF SERVICE"), (.requestsLimit, "TOTAL REQUESTS LIMIT EXCEEDED")] as [(FaultKind, String)])
    func faults(fault: FaultKind, code: String) {
        var bench = WFirmaBench()
        bench.wfirma.setFault(fault, FaultTerms(times: 1))
        #expect(bench.send("goods/find").code == code)
        #expect(bench.send("goods/find").code == "OK")
    }

    @Test(
        "counts are read and written exactly",
        arguments: [("3", "3.0000"), ("-0.25", "-0.2500"), ("12.3456", "12.3456"), ("1.23456", nil), ("x", nil), (".5", nil)])
    func count(text: String, written: String?) {
        #expect(SandboxCount(text)?.description == written)
    }
}
