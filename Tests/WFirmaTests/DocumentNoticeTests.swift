import Inventory
import Payload
import Testing
import WFirma

@Suite("a warehouse document in a notice")
struct DocumentNoticeTests {
    private func read(_ payload: PayloadValue) throws -> WarehouseDocument {
        guard case .document(let document) = try WFirmaNotice(payload) else { throw PayloadFault(reason: "not a document") }
        return document
    }

    @Test("the documented example is read whole")
    func example() throws {
        let modified = Timestamp(rfc3339: "2026-11-24T09:15:00Z")
        #expect(
            try read(document())
                == WarehouseDocument(
                    id: "9001", kind: .release, name: "WZ 12/2026", version: DocumentVersion(number: 1, modified: modified), warehouse: "1",
                    lines: [.init(product: "501", count: StockAmount(pieces: 3))], invoice: "77"))
    }

    @Test("the same document in XML is the same notice")
    func xml() throws {
        let text = """
            <webhook><event>warehouse_document.added</event><warehouse_document><id>9001</id><type>WZ</type><fullnumber>WZ 12/2026</fullnumber>
            <version>1</version><modified>2026-11-24 10:15:00</modified><warehouse><id>1</id></warehouse><id_external/><invoice><id>77</id></invoice>
            <warehouse_document_contents><warehouse_document_content><good><id>501</id></good><count>3.0000</count></warehouse_document_content>
            </warehouse_document_contents></warehouse_document></webhook>
            """
        #expect(try notice(xml: text) == WFirmaNotice(document()))
    }

    @Test(
        "each type says what it does to stock",
        arguments: [("PZ", .receipt), ("PW", .receipt), ("WZ", .release), ("RW", .release), ("MM", .transfer(to: "2"))]
            as [(String, WarehouseDocument.Kind)])
    func kinds(type: String, kind: WarehouseDocument.Kind) throws {
        #expect(try read(document(["type": .string(type)])).kind == kind)
    }

    @Test("a kind that is not known is no fault, whatever else the document says")
    func unknownKind() throws {
        #expect(try WFirmaNotice(document(["type": "ZPM", "warehouse_document_contents": nil])) == .unknownDocumentKind("ZPM"))
    }

    @Test("counts may be numbers or strings, with up to four decimals, and one good may stand in several lines")
    func counts() throws {
        let lines: PayloadValue = [
            ["good": ["id": 501], "count": 3], ["good": ["id": "501"], "count": "0.2500"], ["good": ["id": "502"], "count": .number("1.5")],
        ]
        let read = try read(document(["warehouse_document_contents": lines]))
        #expect(read.lines.map(\.count.description) == ["3", "0.25", "1.5"])
        #expect(read.lines.map(\.product) == ["501", "501", "502"])
    }

    @Test("lines in wFirma's numbered branches are read too")
    func numberedLines() throws {
        let lines: PayloadValue = ["0": ["warehouse_document_content": ["good": ["id": "501"], "count": "3"]]]
        #expect(try read(document(["warehouse_document_contents": lines])).lines.count == 1)
    }

    @Test("a correction names what it corrects, and may have no line")
    func correction() throws {
        let correction = try read(document(["correction": true, "corrects": ["id": "8000"], "warehouse_document_contents": []]))
        #expect(correction.corrects == "8000")
        #expect(correction.lines.isEmpty)
    }

    @Test("a deletion needs only the identity and the version")
    func deletion() throws {
        let bare: PayloadValue = ["event": "warehouse_document.deleted", "warehouse_document": ["id": "9001", "version": "2"]]
        let deletion = try read(bare)
        #expect(deletion.isDeleted && deletion.lines.isEmpty && deletion.version.number == 2)
        #expect(try read(document(event: "warehouse_document.deleted")).isDeleted)
    }

    @Test("without a version the time of the last change orders edits; a signing sender may write it as RFC 3339")
    func modified() throws {
        let version = try read(document(["version": nil, "modified": "2026-11-24T10:15:00.5+01:00"])).version
        #expect(version == DocumentVersion(number: nil, modified: Timestamp(rfc3339: "2026-11-24T09:15:00.5Z")))
    }

    @Test("an invoice with id 0 is none, and an order's id is kept")
    func references() throws {
        let read = try read(document(["invoice": ["id": "0"], "id_external": "29738e61-7f6a"]))
        #expect(read.invoice == nil)
        #expect(read.externalID == "29738e61-7f6a")
    }

    @Test(
        "a malformed field is named by its pointer",
        arguments: [
            (["id": nil], "/id"), (["id": ""], "/id"), (["id": "a b"], "/id"), (["id": .number("1.5")], "/id"), (["id": true], "/id"),
            (["type": nil], "/type"),
            (["type": ["a"]], "/type"), (["version": "one"], "/version"), (["version": -1], "/version"),
            (["version": nil, "modified": nil], "/version"),
            (["modified": "yesterday"], "/modified"), (["warehouse": nil], "/warehouse"), (["warehouse": "1"], "/warehouse"),
            (["warehouse": [:]], "/warehouse/id"),
            (["type": "MM", "warehouse_to": nil], "/warehouse_to"), (["type": "MM", "warehouse_to": ["id": "1"]], "/warehouse_to/id"),
            (["correction": true], "/corrects"), (["correction": true, "corrects": ["id": "9001"]], "/corrects/id"),
            (["corrects": ["id": "8000"]], "/correction"),
            (["correction": "yes"], "/correction"), (["warehouse_document_contents": nil], "/warehouse_document_contents"),
            (["warehouse_document_contents": []], "/warehouse_document_contents"),
            (["warehouse_document_contents": "x"], "/warehouse_document_contents"),
            (["warehouse_document_contents": ["x"]], "/warehouse_document_contents/0"),
            (["warehouse_document_contents": [["good": ["id": "1"], "count": 1], ["count": 1]]], "/warehouse_document_contents/1/good"),
            (["warehouse_document_contents": [["good": [:], "count": 1]]], "/warehouse_document_contents/0/good/id"),
            (["warehouse_document_contents": [["good": ["id": "1"]]]], "/warehouse_document_contents/0/count"),
            (["warehouse_document_contents": [["good": ["id": "1"], "count": "three"]]], "/warehouse_document_contents/0/count"),
            (["warehouse_document_contents": [["good": ["id": "1"], "count": "0.00001"]]], "/warehouse_document_contents/0/count"),
            (["warehouse_document_contents": [["good": ["id": "1"], "count": -3]]], "/warehouse_document_contents/0/count"),
            (
                ["warehouse_document_contents": ["0": ["warehouse_document_content": ["good": ["id": "1"], "count": "x"]]]],
                "/warehouse_document_contents/0/warehouse_document_content/count"
            ),
        ] as [([String: PayloadValue?], String)])
    func faults(changes: [String: PayloadValue?], pointer: String) {
        let fault = #expect(throws: PayloadFault.self) { try WFirmaNotice(document(changes)) }
        #expect(fault?.pointer == "/warehouse_document" + pointer)
    }

    @Test(
        "a body without a known event or without its branch is named so",
        arguments: [
            ("{}", "/event"), (#"{"event":"x"}"#, "/event"), (#"{"event":["x"]}"#, "/event"),
            (#"{"event":"warehouse_document.added"}"#, "/warehouse_document"), ("[]", ""), ("3", ""),
        ])
    func noEvent(text: String, pointer: String) {
        let fault = #expect(throws: PayloadFault.self) { try notice(json: text) }
        #expect(fault?.pointer == pointer)
    }
}
