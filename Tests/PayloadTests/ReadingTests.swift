import Payload
import Testing

@Suite("reading a tree")
struct ReadingTests {
    @Test("wFirma's numbered branches are the items, without the singular around them and without parameters")
    func numberedBranches() {
        let answer: PayloadValue = ["0": ["invoice": ["id": "71"]], "1": ["invoice": ["id": "72"]], "parameters": ["page": "1"]]
        #expect(answer.items.map { $0["id"]?.text } == ["71", "72"])
        #expect(answer.listItems?.map(\.pointer) == ["/0/invoice", "/1/invoice"])
        #expect(PayloadValue.array(["a"]).listItems?.map(\.pointer) == ["/0"])
        #expect(PayloadValue.string("").listItems == [])
        #expect((["id": "1"] as PayloadValue).listItems == nil)
    }

    @Test("whole numbers and flags are read in every spelling that is in use")
    func scalars() {
        #expect(PayloadValue.string("12").integer == 12)
        #expect(PayloadValue.number("-3").integer == -3)
        #expect(PayloadValue.number("1.0").integer == nil)
        #expect(PayloadValue.string("+1").integer == nil)
        #expect(PayloadValue.number("99999999999999999999").integer == nil)
        #expect([true, "1", "true", 1].map { (value: PayloadValue) in value.flag } == [true, true, true, true])
        #expect([false, "0", "false", 0, ""].map { (value: PayloadValue) in value.flag } == [false, false, false, false, false])
        #expect(PayloadValue.string("yes").flag == nil)
    }

    @Test("foreign text is printable: control characters are shown and length is cut")
    func foreignText() {
        #expect(printable("a\u{1B}[31m\n\u{202E}ż") == #"a\u{1b}[31m\u{a}\u{202e}ż"#)
        #expect(printable("abcd", limit: 3) == "abc…")
        #expect(pointerStep("a/b~c") == "a~1b~0c")
    }
}
