import Inventory
import Testing

@testable import Storage

@Suite("The rows of documents")
struct DocumentRowTests {
    @Test("a repeat of a version writes nothing: it stays known since it was first told")
    func repeats() async throws {
        let room = try await Stockroom()
        let release = room.release("9001", 3)
        try await room.tell([release])
        func knownAt() async throws -> Int64? {
            try await room.store.read { try Int64.fetchOne($0, sql: "SELECT known_at FROM documents WHERE id = '9001'") }
        }
        let first = try await knownAt()
        room.pass(.seconds(60))
        try await room.tell([release])
        #expect(try await knownAt() == first)
        #expect(try await room.mugs() == [7, 0, 7])
    }
}
