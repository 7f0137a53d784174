import CurlClient
import Foundation
import Inventory
import Storage
import Testing

@testable import stockgate

@Suite("The log of a running gateway")
struct JoinedLogTests {
    @Test("has one line for each delivery, with what joins it to its sender's log, and SIGHUP changes its level", .timeLimit(.minutes(5)))
    func deliveryLine() async throws {
        let home = try GatewayHome(more: "log: {level: warning, format: json}")
        let gateway = try await home.serve()
        let exchange = home.exchange()
        let text = try String(contentsOfFile: home.configuration, encoding: .utf8)
        try home.folder.write(text.replacing("level: warning", with: "level: info"), to: "stockgate.yaml")
        gateway.command.signal(SIGHUP)
        #expect(try await eventually { gateway.command.complaints.contains("were read again") ? true : nil } == true)
        // Applied whoever it is from: a notice that only asks to look.
        var request = SignedDocument(number: 1).request(to: gateway.address)
        request.headers.append((name: "traceparent", value: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"))
        let receipt = try Receipt(try await exchange.send(request))
        let line = try await eventually { () -> [String: String]? in
            gateway.command.complaints.split(separator: "\n").lazy
                .compactMap { try? JSONDecoder().decode([String: String].self, from: Data($0.utf8)) }
                .first { $0["delivery"] == receipt.delivery }
        }
        #expect(line?["webhook_id"] == "doc-1")
        #expect(line?["trace"] == "4bf92f3577b34da6a3ce929d0e0e4736")
        await exchange.close()
        gateway.command.signal(SIGTERM)
        #expect(try await gateway.command.exit() == 0)
    }

    @Test("is bounded under a flood of what it refuses, and says how much it left out", .timeLimit(.minutes(5)))
    func flood() async throws {
        let home = try GatewayHome(more: "log: {same_lines: 5}")
        let gateway = try await home.serve()
        let exchange = home.exchange()
        var forged = SignedDocument(number: 1).request(to: gateway.address)
        forged.body = Array("{}".utf8)
        let request = forged
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask { for _ in 0..<50 { _ = try? await exchange.send(request) } }
            }
        }
        let told = try await eventually { () -> Bool? in
            _ = try? await exchange.send(request)
            return gateway.command.complaints.contains("lines were left out: delivery unauthenticated") ? true : nil
        }
        #expect(told == true)
        let seconds = Dictionary(
            grouping: gateway.command.complaints.split(separator: "\n").filter {
                $0.contains(": delivery unauthenticated") && !$0.contains("left out")
            },
            by: { $0.prefix(19) })
        #expect(seconds.values.allSatisfy { $0.count <= 5 })
        await exchange.close()
        gateway.command.signal(SIGTERM)
        #expect(try await gateway.command.exit() == 0)
    }

    @Test("joins a delivery to the command that follows from it, and its trace goes on to Allegro", .timeLimit(.minutes(5)))
    func joined() async throws {
        try await SandboxedHome.run { sandboxed in
            #expect(try await sandboxed.call("connect", "allegro").code == 0)
            let gateway = try await sandboxed.home.serve()
            let configuration = try ConfigurationFile.load(sandboxed.home.configuration).configuration
            // Everything is known before the document comes.
            let known = try await eventually { () -> Bool? in
                try await configuration.withStore { store in
                    let isStocked = try await store.product("501")?.availability.stock != nil
                    return try await store.offer("7700000501") != nil && isStocked ? true : nil
                }
            }
            #expect(known == true)
            try await configuration.withStore { store in
                let now = systemClock()
                try await store.updateSettings { settings in
                    settings.fetchOrders = true
                    settings.issueInvoices = true
                }
                try await store.link("7700000501", to: OfferLink(components: [.init(product: "501", units: 1)]), at: now)
                _ = try await store.switchSync(["7700000501"], enabled: true, at: now)
            }
            let exchange = sandboxed.home.exchange()
            let first = try await eventually { gateway.command.complaints.contains("command accepted") ? true : nil }
            #expect(first == true, "\(gateway.command.complaints)")
            var request = SignedDocument(number: 9001, type: "WZ").request(to: gateway.address)
            request.headers.append((name: "traceparent", value: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"))
            let receipt = try Receipt(try await exchange.send(request))
            let joined = try await eventually {
                gateway.command.complaints.split(separator: "\n").first {
                    $0.contains("command accepted") && $0.contains("deliveries=\(receipt.delivery)")
                }
            }
            #expect(joined?.contains("trace=4bf92f3577b34da6a3ce929d0e0e4736") == true, "\(gateway.command.complaints)")
            await exchange.close()
            gateway.command.signal(SIGTERM)
            #expect(try await gateway.command.exit() == 0)
        }
    }
}
