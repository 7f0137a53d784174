import CurlClient
import Foundation
import Inventory
import OpenSSLCrypto
import Storage
import Testing

@Suite("stockgate serve")
struct ServeTests {
    @Test("takes a signed document durably, knows its repeat, and stops on SIGTERM with 0 in under 10 seconds")
    func acceptsAndStops() async throws {
        let home = try GatewayHome()
        let exchange = home.exchange()
        let gateway = try await home.serve()
        let document = SignedDocument(number: 1)
        let first = try await exchange.send(document.request(to: gateway.address))
        #expect(first.status == 202)
        let repeated = try await exchange.send(document.request(to: gateway.address))
        #expect(repeated.status == 200)
        #expect(try Receipt(first).delivery == Receipt(repeated).delivery)
        let began = ContinuousClock.now
        gateway.command.signal(SIGTERM)
        #expect(try await gateway.command.exit() == 0, "\(gateway.command.complaints)")
        #expect(ContinuousClock.now - began < .seconds(10))
        let store = try Store.open(StoreOptions(path: home.database))
        #expect(try await store.deliveries(state: nil, after: nil, limit: 10).map(\.id.text) == [try Receipt(first).delivery])
        try store.close()
    }

    @Test("SIGHUP brings the new certificate to new connections, and keeps those that are open")
    func reloads() async throws {
        let home = try GatewayHome()
        let kept = home.exchange()
        let gateway = try await home.serve()
        #expect(try await kept.send(SignedDocument(number: 1).request(to: gateway.address)).status == 202)
        // Of another authority, so that only who trusts that one gets in.
        let other = try GatewayHome()
        for name in ["chain.pem", "key.pem"] {
            try home.folder.write(try String(contentsOfFile: "\(other.path)/\(name)", encoding: .utf8), to: "new-\(name)")
        }
        let before = try String(contentsOfFile: home.configuration, encoding: .utf8)
        try home.folder.write(
            before.replacing("{certificate: chain.pem, private_key: key.pem}", with: "{certificate: new-chain.pem, private_key: new-key.pem}"),
            to: "stockgate.yaml")
        gateway.command.signal(SIGHUP)
        let answer = try await eventually { () -> Int? in
            let fresh = other.exchange()
            let answer = try? await fresh.send(SignedDocument(number: 2).request(to: gateway.address))
            await fresh.close()
            return answer?.status
        }
        #expect(answer == 202)
        #expect(try await kept.send(SignedDocument(number: 3).request(to: gateway.address)).status == 202)
        let late = home.exchange()
        await #expect(throws: ExchangeError.self) { try await late.send(SignedDocument(number: 4).request(to: gateway.address)) }
        gateway.command.signal(SIGTERM)
        #expect(try await gateway.command.exit() == 0)
    }

    @Test("at SIGHUP a certificate that has run out takes no good one's place, and keys that wait for a restart are named")
    func unfitReload() async throws {
        let home = try GatewayHome()
        let gateway = try await home.serve()
        let validity = LocalAuthority.Validity(begins: .seconds(-7200), ends: .seconds(-3600))
        let over = try home.authority.issue(.server, name: "localhost", alternativeNames: ["localhost", "127.0.0.1"], validity: validity)
        try home.folder.write(over.chainPEM, to: "chain.pem")
        try home.folder.write(over.keyPEM.text ?? "", to: "key.pem")
        let before = try String(contentsOfFile: home.configuration, encoding: .utf8)
        try home.folder.write(before.replacing("private: {listen: \"127.0.0.1:0\"}", with: "private: {listen: \"[::1]:0\"}"), to: "stockgate.yaml")
        gateway.command.signal(SIGHUP)
        #expect(try await eventually { gateway.command.complaints.contains("were read again") ? true : nil } == true)
        #expect(gateway.command.complaints.contains("the certificate that was read has run out, and the one before, which holds until"))
        #expect(gateway.command.complaints.contains("counts from the next start on: private.listen"))
        let exchange = home.exchange()
        #expect(try await exchange.send(SignedDocument(number: 1).request(to: gateway.address)).status == 202)
        await exchange.close()
        let check = try RunningCommand(["check", "--config", home.configuration], in: home.other)
        #expect(try await check.exit() == 0)
        #expect(check.output.contains("warning: public.tls: the certificate ran out on "), "\(check.output)")
        gateway.command.signal(SIGTERM)
        #expect(try await gateway.command.exit() == 0)
    }

    @Test("a broken file at SIGHUP is said, and what ran before goes on")
    func brokenReload() async throws {
        let home = try GatewayHome()
        let gateway = try await home.serve()
        try home.folder.write("databse: x", to: "stockgate.yaml")
        gateway.command.signal(SIGHUP)
        #expect(try await eventually { gateway.command.complaints.contains("did you mean database?") ? true : nil } == true)
        let exchange = home.exchange()
        #expect(try await exchange.send(SignedDocument(number: 1).request(to: gateway.address)).status == 202)
        gateway.command.signal(SIGTERM)
        #expect(try await gateway.command.exit() == 0)
    }

    @Test("what a serve before it had taken up and left is refused at the start: nobody waits for a process that is gone")
    func oldWishes() async throws {
        let home = try GatewayHome()
        let store = try Store.open(StoreOptions(path: home.database))
        let wish = try await store.ask("reconcile", at: Timestamp(seconds: 1_795_507_200))
        _ = try await store.takeWish(at: Timestamp(seconds: 1_795_507_200))
        let gateway = try await home.serve()
        #expect(try await store.answer(to: wish, within: .seconds(10)).granted == false)
        try store.close()
        gateway.command.signal(SIGTERM)
        #expect(try await gateway.command.exit() == 0)
    }

    @Test("a port in use ends it with 74 and one plain line")
    func portInUse() async throws {
        let home = try GatewayHome()
        let gateway = try await home.serve()
        let port = try #require(gateway.address.split(separator: ":").last)
        let second = try GatewayHome()
        let command = try RunningCommand(
            ["serve", "--config", second.configuration], in: second.path, environment: ["STOCKGATE_PUBLIC_LISTEN": "127.0.0.1:\(port)"])
        #expect(try await command.exit() == 74)
        #expect(command.complaints == "stockgate: cannot listen on 127.0.0.1:\(port) (public.listen): the address is in use\n")
    }

    @Test("two gateways on one store: the second ends with 75")
    func secondGateway() async throws {
        let home = try GatewayHome()
        let gateway = try await home.serve()
        let command = try RunningCommand(["serve", "--config", home.configuration], in: home.other)
        #expect(try await command.exit() == 75)
        gateway.command.signal(SIGTERM)
        #expect(try await gateway.command.exit() == 0)
    }

    @Test("a certificate that does not fit its key ends it with 78 and OpenSSL's reason")
    func wrongCertificate() async throws {
        let home = try GatewayHome()
        let chain = try String(contentsOfFile: "\(home.path)/chain.pem", encoding: .utf8)
        try home.issue()
        try home.folder.write(chain, to: "chain.pem")
        let command = try RunningCommand(["serve", "--config", home.configuration], in: home.path)
        #expect(try await command.exit() == 78)
        #expect(command.complaints.contains("key.pem"), "\(command.complaints)")
        #expect(command.complaints.split(separator: "\n").count == 1, "\(command.complaints)")
    }

    @Test("a database that is none ends it with 65, one in a missing folder with 74")
    func unreadableDatabase() async throws {
        let home = try GatewayHome()
        try home.folder.write(String(repeating: "no database ", count: 200), to: "stockgate.db")
        let damaged = try RunningCommand(["serve", "--config", home.configuration], in: home.path)
        #expect(try await damaged.exit() == 65)
        #expect(damaged.complaints.hasPrefix("stockgate: the store"), "\(damaged.complaints)")
        let homeless = try RunningCommand(
            ["serve", "--config", home.configuration], in: home.path, environment: ["STOCKGATE_DATABASE": "\(home.path)/nowhere/stockgate.db"])
        #expect(try await homeless.exit() == 74)
        #expect(homeless.complaints.hasPrefix("stockgate: the store \(home.path)/nowhere"), "\(homeless.complaints)")
    }
}
