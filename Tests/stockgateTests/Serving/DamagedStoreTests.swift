import CurlClient
import Foundation
import Storage
import Testing

@Suite("A store that is damaged under a running gateway")
struct DamagedStoreTests {
    private static let pageSize = 8192

    /// Another first byte in every page but the first, as a failing disk leaves it.
    private func damage(_ path: String) throws {
        let file = try FileHandle(forUpdating: URL(filePath: path))
        defer { try? file.close() }
        let size = Int(try file.seekToEnd())
        for offset in stride(from: Self.pageSize, to: size, by: Self.pageSize) {
            try file.seek(toOffset: UInt64(offset))
            let byte = try file.read(upToCount: 1)?.first ?? 0
            try file.seek(toOffset: UInt64(offset))
            try file.write(contentsOf: [byte ^ 0xFF])
        }
    }

    @Test("turns senders away with 503, is not ready, and is told by its metric and in the log", .timeLimit(.minutes(5)))
    func damaged() async throws {
        let home = try GatewayHome()
        // Made before: what a start writes stands in the log, and is read there.
        try Store.open(StoreOptions(path: home.database)).close()
        let gateway = try await home.serve()
        let exchange = home.exchange()
        let line = try #require(gateway.command.output.firstMatch(of: #/private=(https:\S+)/#))
        let probes = String(line.output.1)
        func get(_ path: String) async throws -> (status: Int, text: String) {
            let answer = try await exchange.send(ExchangeRequest(method: "GET", url: probes + path))
            return (answer.status, String(decoding: answer.body, as: UTF8.self))
        }
        #expect(try await exchange.send(SignedDocument(number: 1).request(to: gateway.address)).status == 202)
        #expect(try await get("/readyz").status == 200)
        #expect(try await get("/metrics").text.contains("stockgate_store_damaged 0\n"))
        try damage(home.database)
        // Each delivery makes readers look at the file anew, until one of them meets it.
        var number = 1
        let refused = try await eventually { () -> ExchangeAnswer? in
            number += 1
            _ = try await get("/metrics")
            let answer = try await exchange.send(SignedDocument(number: number).request(to: gateway.address))
            return answer.status == 202 ? nil : answer
        }
        #expect(refused?.status == 503)
        #expect(refused?.header("retry-after") == "10")
        let ready = try await get("/readyz")
        #expect(ready.status == 503)
        #expect(ready.text.contains("the store's file is damaged"))
        #expect(try await get("/metrics").text.contains("stockgate_store_damaged 1\n"))
        #expect(gateway.command.complaints.contains("senders are turned away until a backup is restored"))
        await exchange.close()
        gateway.command.signal(SIGTERM)
        _ = try await gateway.command.exit()
    }

    @Test(
        "one whose file is taken away turns senders away too, makes none in its place and leaves the choices file alone", .timeLimit(.minutes(5)))
    func takenAway() async throws {
        let home = try GatewayHome()
        let gateway = try await home.serve()
        let exchange = home.exchange()
        let line = try #require(gateway.command.output.firstMatch(of: #/private=(https:\S+)/#))
        let choices = "\(home.path)/choices.yaml"
        _ = try await eventually { FileManager.default.contents(atPath: choices) }
        #expect(try await exchange.send(SignedDocument(number: 1).request(to: gateway.address)).status == 202)
        for name in ["stockgate.db", "choices.yaml"] { try FileManager.default.removeItem(atPath: "\(home.path)/\(name)") }
        let refused = try await exchange.send(SignedDocument(number: 2).request(to: gateway.address))
        #expect(refused.status == 503)
        for (path, told) in [("/readyz", "was taken away while it was in use"), ("/metrics", "stockgate_store_damaged 1\n")] {
            let answer = try await exchange.send(ExchangeRequest(method: "GET", url: line.output.1 + path))
            #expect(String(decoding: answer.body, as: UTF8.self).contains(told))
        }
        #expect(gateway.command.complaints.contains("senders are turned away until serve is started anew"))
        await exchange.close()
        gateway.command.signal(SIGTERM)
        _ = try await gateway.command.exit()
        for path in [home.database, choices] { #expect(!FileManager.default.fileExists(atPath: path)) }
    }
}
