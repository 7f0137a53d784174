import Foundation
import Testing

@testable import Sandbox

@Suite("The sandbox reads JSON")
struct JSONReadingTests {
    private func read(_ text: String) -> JSON? { JSON(bytes: Array(text.utf8)) }

    @Test(
        "as what it says, whatever space stands around it",
        arguments: [
            ("null", JSON.null), (" true\n", true), ("false", false), ("0", 0), ("-12", -12), ("3.0", 3), ("2.5", .decimal(2.5)), ("1e2", 100),
            ("\"\"", ""), ("\"zażółć\"", "zażółć"), (#""\"\\\/\b\f\n\r\t\u0105\ud83d\ude00""#, "\"\\/\u{8}\u{C}\n\r\tą😀"), ("[ ]", []),
            ("[1, [2], \"a\"]", [1, [2], "a"]), ("{ }", [:]), (#"{"b" : 1 , "a":{"c":[]}}"#, ["a": ["c": []], "b": 1]),
            (#"{"a":1,"a":2}"#, ["a": 2]),
        ] as [(String, JSON)])
    func value(text: String, value: JSON) {
        #expect(read(text) == value)
    }

    @Test(
        "and nothing else",
        arguments: [
            "", " ", "nul", "tru", "+1", "01", "1.", ".5", "1e", "-", "--1", "NaN", "1e999", "'a'", "\"a", "\"\u{1}\"", #""\x""#, #""\u12""#,
            #""\u+123""#, #""\ud83d""#, #""\ud83dx""#, #""\ude00""#, "[1,]", "[1 2]", "[", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "{\"a\":1",
            "1 2", "{} x",
        ])
    func nothing(text: String) {
        #expect(read(text) == nil)
    }

    @Test("only in UTF-8, and not nested without end")
    func bounds() {
        #expect(JSON(bytes: [UInt8(ascii: "\""), 0xC4, UInt8(ascii: "\"")]) == nil)
        #expect(read(String(repeating: "[", count: 500) + String(repeating: "]", count: 500)) != nil)
        #expect(read(String(repeating: "[", count: 100_000)) == nil)
    }

    @Test("as it writes it")
    func writing() {
        let value: JSON = ["a": [1, .decimal(0.25), true, .null, "zł \"\\\u{1}"], "b": [:]]
        #expect(JSON(bytes: value.bytes) == value)
    }
}
