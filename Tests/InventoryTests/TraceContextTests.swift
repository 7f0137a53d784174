import Inventory
import Testing

@Suite("A trace from outside")
struct TraceContextTests {
    private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"

    @Test(
        "is read as W3C writes it, and what is none is none",
        arguments: [
            ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", true), ("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more", true),
            ("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more", false),
            ("ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", false),
            ("00-00000000000000000000000000000000-00f067aa0ba902b7-01", false), ("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", false),
            ("00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01", false), ("00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01", false),
            ("", false), ("00---", false),
        ])
    func reading(text: String, isOne: Bool) {
        #expect((TraceContext(text) != nil) == isOne)
    }

    @Test("goes on under the same trace, seen from our command")
    func following() throws {
        let context = try #require(TraceContext("00-\(Self.trace)-00f067aa0ba902b7-01"))
        #expect(context.following("A1B2c3d4-e5f6-4711-8899-001122334455")?.description == "00-\(Self.trace)-a1b2c3d4e5f64711-01")
        #expect(context.following("00000000-0000-0000-0000-000000000001") == nil)
    }
}
