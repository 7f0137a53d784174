import Foundation
import Inventory
import Storage
import Testing

/// What a client that writes raw bytes over TLS sees; the client is OpenSSL's own.
@Suite("a connection to the intake")
struct ConnectionTests {
    private func request(_ id: String, _ body: [UInt8], declared: Int? = nil, close: Bool = false) -> [UInt8] {
        var head = "POST /webhooks/wfirma HTTP/1.1\r\nhost: door\r\ncontent-length: \(declared ?? body.count)\r\n"
        for (name, value) in signedHeaders(id, body) { head += "\(name): \(value)\r\n" }
        return Array((head + (close ? "connection: close\r\n" : "") + "\r\n").utf8) + body
    }

    private func talk(_ door: Door, _ bytes: [UInt8], ends: Bool = false) async throws -> String {
        let arguments = ["openssl", "s_client", "-quiet", "-verify_quiet", "-CAfile", door.authorityFile, "-connect", "127.0.0.1:\(door.port)"]
        return String(decoding: try await run("/usr/bin/env", arguments + (ends ? ["-no_ign_eof"] : []), input: bytes), as: UTF8.self)
    }

    @Test("pipelined requests are answered in their order, the quick ones after the slow")
    func pipelining() async throws {
        try await withDoor({ _ in [signed] }) { door in
            let nothing = Array("GET / HTTP/1.1\r\nhost: door\r\n\r\n".utf8)
            let unsigned = Array("POST /webhooks/wfirma HTTP/1.1\r\nhost: door\r\ncontent-length: 2\r\n\r\n{}".utf8)
            let bytes = request("a", release()) + nothing + request("b", release()) + unsigned + request("a", release(), close: true)
            let answers = try await talk(door, bytes)
            let statuses = answers.components(separatedBy: "HTTP/1.1 ").dropFirst().map { $0.prefix(3) }
            #expect(statuses == ["202", "404", "202", "401", "200"])
        }
    }

    @Test("of a request that is cut short nothing is kept")
    func cutShort() async throws {
        try await withDoor({ _ in [signed] }) { door in
            _ = try await talk(door, request("a", release()) + request("b", release(), declared: release().count + 1), ends: true)
            try await eventually { try await door.deliveries().count >= 1 }
            #expect(try await door.deliveries().map(\.incoming.key) == ["a"])
        }
    }

    @Test("a client that asks first is told to go on")
    func expectContinue() async throws {
        try await withDoor({ _ in [signed] }) { door in
            let bytes = request("a", release(), close: true)
            let text = String(decoding: bytes, as: UTF8.self).replacing("\r\nhost:", with: "\r\nexpect: 100-continue\r\nhost:")
            let answers = try await talk(door, Array(text.utf8))
            #expect(answers.hasPrefix("HTTP/1.1 100 "))
            #expect(answers.contains("HTTP/1.1 202 "))
        }
    }

    /// Waits for `condition`, at most two minutes.
    private func eventually(_ condition: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(120)
        while try await !condition(), ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(5)) }
    }
}
