import Testing

@Suite("The scanner behind these tests")
struct SwiftScannerTests {
    @Test(
        "comments and strings are no code",
        arguments: [
            ("let a = 1 // try!", "let a = 1 "),
            ("a /* b /* c */ d */ e", "a  e"),
            (#"let s = "x // \" y" + z"#, #"let s = "" + z"#),
            (##"let r = #"a "b" c"# + z"##, #"let r = "" + z"#),
            (#"f("a\(g("b"))c") + z"#, #"f("""") + z"#),
            ("let m = \"\"\"\n  SELECT \"x\"\n  \"\"\" + z", "let m = \"\n\n\" + z"),
        ])
    func codeAlone(text: String, code: String) {
        #expect(SourceFile(path: "Sources/X/x.swift", text: text).code == code)
    }

    @Test("functions are measured from their first line to their last")
    func measuresFunctions() {
        let code =
            "protocol P {\n    func a()\n    func b() -> Int\n}\nstruct S {\n    init(x: Int) {\n        y = x\n    }\n    func c() { d() }\n}\n"
        #expect(FunctionLengths.of(code).map { "\($0.name) \($0.line) \($0.lines)" } == ["init 6 3", "func c 9 1"])
    }
}
