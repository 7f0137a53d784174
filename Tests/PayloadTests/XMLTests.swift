import Payload
import Testing

@Suite("XML")
struct XMLTests {
    private func read(_ text: String) throws(PayloadFault) -> PayloadValue { try PayloadValue.xml(Array(text.utf8)) }

    @Test("XML becomes the tree that the same content in JSON is")
    func sameTree() throws {
        let xml = try read(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <webhook>
              <event>warehouse_document.added</event>
              <warehouse_document><id>9001</id><id_external/><name a="b">Kubek &amp; łyżka &#x17C;<![CDATA[ <x>]]></name>
                <warehouse_document_contents>
                  <warehouse_document_content><good><id> 501 </id></good><count>3.0000</count></warehouse_document_content>
                </warehouse_document_contents>
              </warehouse_document>
            </webhook>
            """)
        let json = try PayloadValue.json(
            Array(
                #"{"event":"warehouse_document.added","warehouse_document":{"id":"9001","id_external":"","name":"Kubek & łyżka ż <x>","warehouse_document_contents":[{"good":{"id":"501"},"count":"3.0000"}]}}"#
                    .utf8))
        #expect(xml == json)
    }

    @Test("a list is known by its plural, by several items, and without wFirma's parameters beside them")
    func lists() throws {
        #expect(try read("<a><goods><good>1</good></goods></a>")["goods"] == ["1"])
        #expect(try read("<a><companies><company>1</company></companies></a>")["companies"] == ["1"])
        #expect(try read("<a><lines><item>1</item><item>2</item></lines></a>")["lines"] == ["1", "2"])
        #expect(try read("<a><goods><good>1</good><parameters><page>1</page></parameters></goods></a>")["goods"] == ["1"])
        #expect(try read("<a><warehouse><id>1</id></warehouse></a>")["warehouse"] == ["id": "1"])
        #expect(try read("<a/>") == "")
    }

    @Test(
        "a document type, entities, other encodings and attacks on the parser are refused",
        arguments: [
            #"<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>"#, #"<!doctype a SYSTEM "file:///etc/passwd"><a/>"#, "<a>&undefined;</a>",
            #"<?xml version="1.0" encoding="UTF-7"?><a/>"#, #"<?xml version="1.0" encoding = 'iso-8859-2'?><a/>"#, "<a>\u{0}</a>", "<a><b></a></b>",
            "<a>", "", "<a/><b/>", "<a/>more",
            "<a>text<b/></a>", "<a><b/><c/><b/></a>", "<a " + (0..<300).map { "a\($0)='>'" }.joined(separator: " ") + "/>",
        ])
    func refused(text: String) {
        #expect(throws: PayloadFault.self) { try read(text) }
    }

    @Test("the first error ends the reading: it is told by its place, and those behind it cost nothing")
    func firstError() {
        #expect {
            try read("<a>\n<b:c/>\n<b:d/>\n</a>")
        } throws: { error in
            (error as? PayloadFault)?.reason == "not well-formed XML (line 2, column 5)"
        }
    }

    @Test("UTF-16 and invalid UTF-8 are refused")
    func otherEncodings() {
        #expect(throws: PayloadFault.self) { try PayloadValue.xml([0xFF, 0xFE] + Array("<a/>".utf16).flatMap { [UInt8($0), 0] }) }
        #expect(throws: PayloadFault.self) { try PayloadValue.xml(Array("<a>".utf8) + [0xC3] + Array("</a>".utf8)) }
    }

    @Test("32 levels are read and 33 are not, and elements are counted")
    func limits() throws {
        func nested(_ levels: Int) -> String { (0..<levels).map { "<e\($0)>" }.joined() + (0..<levels).reversed().map { "</e\($0)>" }.joined() }
        _ = try read(nested(32))
        let fault = #expect(throws: PayloadFault.self) { try read(nested(33)) }
        #expect(fault?.reason == "nested deeper than 32 levels")
        #expect(throws: PayloadFault.self) { try PayloadValue.xml(Array("<a><b/><c/></a>".utf8), limits: PayloadLimits(values: 2)) }
    }

    @Test("no damage to a text makes the reader trap")
    func damaged() {
        var random = SplitMix(seed: 5)
        let whole = Array(
            "<webhook><goods><good><id>1</id><count>2.5</count></good></goods><name>a &amp; b<![CDATA[c]]></name><!-- d --></webhook>".utf8)
        for _ in 0..<2000 {
            var bytes = whole
            for _ in 0...Int.random(in: 0...2, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            _ = try? PayloadValue.xml(bytes)
        }
    }
}
