import Payload
import Testing

@Suite("JSON")
struct JSONTests {
    private func read(_ text: String) throws(PayloadFault) -> PayloadValue { try PayloadValue.json(Array(text.utf8)) }

    @Test("every kind of value is read, and a number keeps its spelling")
    func kinds() throws {
        let value = try read(#" {"a":[1,-0.50e+3,"x",true,false,null,{}, []],"b":{"c":"3.0000"}} "#)
        #expect(value["a"] == .array([.number("1"), .number("-0.50e+3"), "x", true, false, .null, [:], []]))
        #expect(value["b"]?["c"]?.text == "3.0000")
        #expect(value["missing"] == nil)
    }

    @Test("escapes and surrogate pairs become characters")
    func escapes() throws {
        #expect(try read(#""\"\\\/\b\f\n\r\tż\u017c\ud83d\ude00\u0000""#) == .string("\"\\/\u{8}\u{c}\n\r\tżż😀\u{0}"))
    }

    @Test(
        "what is no JSON is refused with the byte at fault",
        arguments: [
            ("", 0), (" ", 1), ("{", 1), (#"{"a"}"#, 4), (#"{"a":1,}"#, 7), ("[1,]", 3), ("[1 2]", 3), ("01", 1), ("-", 1), ("1.", 2), ("1e", 2),
            ("+1", 0), ("tru", 0),
            ("nul", 0), ("1 1", 2), (#""a"#, 2), (#""\x""#, 2), (#""\ud83d""#, 7), (#""\ude00""#, 7), (#""\ud83dA""#, 7), ("\"\n\"", 1),
            (#"{"a":1,"a":2}"#, 7), ("{1:2}", 1), ("NaN", 0), ("'a'", 0), ("\u{FEFF}1", 0),
        ])
    func refused(text: String, offset: Int) {
        let fault = #expect(throws: PayloadFault.self) { try read(text) }
        #expect(fault?.offset == offset, "\(text): \(fault?.description ?? "")")
    }

    @Test(
        "bytes that are not UTF-8 are refused",
        arguments: [[0xC3], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF]] as [[UInt8]])
    func invalidUTF8(bytes: [UInt8]) {
        #expect(throws: PayloadFault.self) { try PayloadValue.json([0x22] + bytes + [0x22]) }
        #expect(throws: PayloadFault.self) { try PayloadValue.json([0x22, 0x5C, 0x6E] + bytes + [0x22]) }
    }

    @Test("32 levels are read and 33 are not")
    func depth() throws {
        func nested(_ levels: Int) -> String { String(repeating: "[", count: levels) + String(repeating: "]", count: levels) }
        _ = try read(nested(32))
        let fault = #expect(throws: PayloadFault.self) { try read(nested(33)) }
        #expect(fault?.reason == "nested deeper than 32 levels")
        #expect(throws: PayloadFault.self) { try read(String(repeating: #"{"a":"#, count: 100_000)) }
    }

    @Test("the bounds on bytes and on values hold")
    func bounds() throws {
        #expect(throws: PayloadFault.self) { try PayloadValue.json(Array("[1,2,3]".utf8), limits: PayloadLimits(values: 3)) }
        _ = try PayloadValue.json(Array("[1,2,3]".utf8), limits: PayloadLimits(values: 4, bytes: 7))
        #expect(throws: PayloadFault.self) { try PayloadValue.json(Array("[1,2,3]".utf8), limits: PayloadLimits(bytes: 6)) }
    }

    @Test("a key that stands twice is found in a large object too")
    func manyKeys() throws {
        let keys = (0..<20_000).map { "\"k\($0)\":\($0)" }
        let large = try read("{" + keys.joined(separator: ",") + "}")
        #expect(large["k19999"]?.integer == 19_999)
        #expect(throws: PayloadFault.self) { try read("{" + keys.joined(separator: ",") + ",\"k3\":0}") }
    }

    @Test("what is written reads back as the same value")
    func roundTrip() throws {
        var random = SplitMix(seed: 7)
        for _ in 0..<500 {
            let value = PayloadValue.random(depth: 4, using: &random)
            #expect(try PayloadValue.json(value.jsonBytes()) == value)
        }
    }

    @Test("no damage to a text makes the reader trap, and what it still reads it can write")
    func damaged() throws {
        var random = SplitMix(seed: 11)
        for _ in 0..<4000 {
            var bytes = PayloadValue.random(depth: 3, using: &random).jsonBytes()
            for _ in 0...Int.random(in: 0...3, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                default: bytes = Array(bytes[..<place])
                }
            }
            guard let value = try? PayloadValue.json(bytes) else { continue }
            #expect(try PayloadValue.json(value.jsonBytes()) == value)
        }
    }
}
