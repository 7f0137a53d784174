import CurlClient
import Foundation
import Testing

@testable import Sandbox

@Suite("GET /sandbox/")
struct ControlIndexTests {
    @Test("lists every control, as the README does")
    func index() async throws {
        let readme = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources/Sandbox/README.md")
        let text = try String(contentsOf: readme, encoding: .utf8).replacing("`", with: "").replacing("\\|", with: "¦")
        let rows = text.split(separator: "\n").filter { $0.contains(" /sandbox/") && $0.hasPrefix("| ") }.map { row in
            row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces).replacing("¦", with: "|") }
        }
        #expect(SandboxControl.calls.map { [$0.call, $0.does] } == rows)
        try await SandboxHarness.run { harness in
            let answer = try await harness.control("GET", "")
            #expect(answer.status == 200)
            #expect(answer.text.contains("GET /sandbox/tally"))
        }
    }
}
