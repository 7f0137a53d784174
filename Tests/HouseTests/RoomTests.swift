import Testing

@Suite("Each technology has its room")
struct RoomTests {
    @Test("SQL stands in Storage alone")
    func sqlInOneRoom() {
        let words =
            #/\b(?:SELECT\s[^"]*\sFROM|INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+(?:TABLE|INDEX|TRIGGER)|PRAGMA)\b/#
        let wrong = House.sources.filter { $0.target != "Storage" }.flatMap { file in
            file.places(of: words, in: file.uncommented)
                + ImportTests.imports(of: file).filter { $0.hasPrefix("GRDB") }.map { "\(file.path) imports \($0)" }
        }
        #expect(wrong == [])
    }

    @Test("SQLite and PostgreSQL stand behind the store's own face: the rest of Storage knows no engine")
    func enginesInTheirFolders() {
        let rooms = ["GRDB": "Sources/Storage/SQLite/", "PostgreSQLClient": "Sources/Storage/PostgreSQL/"]
        let wrong = House.sources.filter { file in
            rooms.contains { !file.path.contains($1) && ImportTests.imports(of: file).contains($0) }
        }.map(\.path)
        #expect(wrong == [])
    }

    @Test("C pointers stay in the modules that wrap OpenSSL, libcurl and libpq")
    func pointersInTheirRooms() {
        let rooms: Set = ["OpenSSLCrypto", "NIOOpenSSL", "CurlClient", "PostgreSQLClient"]
        let pointers = #/\bUnsafe\w+|\bUnmanaged\b|\bOpaquePointer\b|\bwithUnsafe\w+/#
        let wrong = House.sources.filter { !rooms.contains($0.target) }.flatMap { $0.places(of: pointers, in: $0.code) }
        #expect(wrong == [])
    }

    @Test("what is claimed to be Sendable says why")
    func uncheckedSaysWhy() {
        var wrong: [String] = []
        for file in House.sources where file.code.contains("@unchecked") || file.code.contains("nonisolated(unsafe)") {
            let lines = file.lines
            for (index, line) in lines.enumerated() where line.contains("@unchecked") || line.contains("nonisolated(unsafe)") {
                let isComment = line.trimmed.hasPrefix("//")
                let above = index > 0 && lines[index - 1].trimmed.hasPrefix("//")
                if !isComment && !above && !line.contains("// ") { wrong.append("\(file.path):\(index + 1)") }
            }
        }
        #expect(wrong == [])
    }

    @Test("locks are of the kind that the thread sanitizer understands")
    func locksOfOneKind() {
        let wrong = (House.sources + House.tests).filter { ImportTests.imports(of: $0).contains("Synchronization") }.map(\.path)
        #expect(wrong == [])
    }
}

extension Substring {
    fileprivate var trimmed: Substring { drop { $0 == " " } }
}
