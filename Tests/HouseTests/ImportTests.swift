import Testing

@Suite("Imports point down")
struct ImportTests {
    /// The targets in the order of Package.swift, from the ground up.
    private static let order: [String] = House.read("Package.swift")
        .matches(of: #/(?:\.systemLibrary\(name: |room\(\s*|\.executableTarget\(\s*name: )"(\w+)"/#)
        .map { String($0.output.1) }

    @Test("a target imports only targets that stand above it in Package.swift")
    func importsPointDown() {
        #expect(Self.order.count > 10)
        var wrong: [String] = []
        for file in House.sources {
            guard let own = Self.order.firstIndex(of: file.target) else {
                wrong.append("\(file.path): no target in Package.swift")
                continue
            }
            for name in Self.imports(of: file) {
                if let other = Self.order.firstIndex(of: name), other >= own { wrong.append("\(file.path) imports \(name)") }
            }
        }
        #expect(wrong == [])
    }

    @Test("the rules import nothing but each other and the standard library")
    func rulesArePure() {
        let wrong = House.sources.filter { $0.target == "Inventory" && !Self.imports(of: $0).isEmpty }.map(\.path)
        #expect(wrong == [])
    }

    @Test("the sandbox shares no line with the clients that it tests")
    func sandboxStandsAlone() {
        let clients: Set = ["CurlClient", "Allegro", "WFirma", "Gateway", "Storage", "Inventory", "Payload"]
        let wrong = House.sources.filter { $0.target == "Sandbox" }.flatMap { file in
            Self.imports(of: file).filter(clients.contains).map { "\(file.path) imports \($0)" }
        }
        #expect(wrong == [])
    }

    @Test("no second TLS stack comes into the package")
    func noBoringSSL() {
        let stacks: Set = ["NIOSSL", "AsyncHTTPClient", "HummingbirdTLS", "HummingbirdHTTP2", "HummingbirdTesting", "Crypto"]
        let wrong = (House.sources + House.tests).flatMap { file in
            Self.imports(of: file).filter(stacks.contains).map { "\(file.path) imports \($0)" }
        }
        #expect(wrong == [])
    }

    @Test("files and the environment are read by the command alone")
    func onlyTheCommandReadsFiles() {
        let readers = #/\bFileManager\b|\bFileHandle\b|\bProcessInfo\b|\bgetenv\b|\bcontentsOf(?:File)?:\s*URL/#
        let wrong = House.sources.filter { $0.target != "stockgate" && $0.target != "Storage" && $0.target != "Operations" }
            .flatMap { $0.places(of: readers, in: $0.code) }
        #expect(wrong == [])
    }

    static func imports(of file: SourceFile) -> [String] {
        file.code.matches(of: #/(?m)^\s*(?:@\w+\s+)*(?:public |package |internal |private )?import (?:struct |class |enum |func |protocol )?(\w+)/#)
            .map { String($0.output.1) }
    }
}
