import CurlClient
import Foundation
import Inventory
import OpenSSLCrypto
import Payload
import Sandbox
import Storage

/// What happens in the demo, step by step: each act, what Allegro must then show, and how long that took.
struct DemoStory {
    /// How long a step may take before the story has gone wrong.
    private static let patience: Duration = .seconds(20)
    private static let signIns = 3
    static let offer = "7700000501"
    static let good = "501"

    let world: DemoWorld
    let place: DemoPlace
    let gateway: GatewayChild
    let sandboxAddresses: SandboxAddresses

    var sandbox: SandboxWorld { world.world }

    /// Tells the story; false when a step did not come true.
    func tell() async throws -> Bool {
        let configuration = place.folder.appending(path: "stockgate.yaml").path
        let exchange = CurlExchange(CurlOptions(caFile: place.caFile))
        let loaded = try ConfigurationFile.load(configuration).configuration
        let token = try await authorise(loaded, exchange)
        let addresses = try await gateway.start()
        try place.writeConfiguration(sandboxAddresses, listeningAgainOn: addresses)
        world.relay(to: "\(addresses.open)/webhooks/wfirma")
        let admin = AdminClient(exchange: exchange, base: addresses.closed, token: token)
        Terminal.say("Gateway:  webhooks \(addresses.open)   admin \(addresses.closed)")
        Terminal.say("")
        var table = DemoTable()
        try await switchOn(admin, &table)
        let receipt = try await documents(&table)
        try await repeats(receipt, addresses, exchange, &table)
        try await troubles(&table)
        try await plug(&table)
        try await comparison(admin, &table)
        try await order(admin, &table)
        table.close()
        await exchange.close()
        return table.cameTrue
    }

    /// What a person can try while the demo stays up.
    func showWhatToTry(configuration: String) {
        Terminal.say("Left running until Ctrl-C. Try, in another terminal:")
        Terminal.say("  stockgate explain \(Self.offer) --config \(configuration)")
        Terminal.say("  stockgate plan --config \(configuration)")
        Terminal.say(
            "  stockgate user invite --name NAME --role admin --config \(configuration)   # then the console's /set-up, at the admin address")
        Terminal.say("  stockgate freeze --config \(configuration)      # and: thaw")
    }

    private func authorise(_ configuration: GatewayConfiguration, _ exchange: any Exchange) async throws -> String {
        let token = try await configuration.withStore { store in
            for account in configuration.allegro {
                let login = try await signIn(account, exchange, store)
                Terminal.say("Allegro:  account \(account.account) authorised by device flow as \(login)")
            }
            return try await store.createToken(name: "demo", scope: .admin, at: systemClock())
        }
        return token
    }

    /// A code is good for one grant: when that answer is lost on its way, a person would run `connect` again, and so does the story.
    private func signIn(_ account: AllegroAccount, _ exchange: any Exchange, _ store: Store) async throws -> String {
        let signIn = AccountSignIn(account: account, exchange: exchange, store: store)
        for _ in 1..<Self.signIns {
            do {
                return try await signIn.run { _, _ in }
            } catch let failure as CommandFailure where failure.cause == .tryLater {
                continue
            }
        }
        return try await signIn.run { _, _ in }
    }

    private func switchOn(_ admin: AdminClient, _ table: inout DemoTable) async throws {
        try await admin.call("PATCH", "/settings", ["fetch_orders": true, "issue_invoices": true])
        try await until("both sides are read") {
            let product = try? await admin.call("GET", "/products/\(Self.good)")
            let offer = try? await admin.call("GET", "/offers/\(Self.offer)")
            return product?["stock"]?.text == "73" && offer != nil
        }
        try await admin.call("PUT", "/offers/\(Self.offer)/link", ["product": .string(Self.good), "units": 1])
        try await step("sync is switched on: 70 + 3 in two warehouses", shows: 73, &table) {
            try await admin.call("POST", "/offers/sync", ["offers": [.string(Self.offer)], "enabled": true])
        }
    }

    private func documents(_ table: inout DemoTable) async throws -> SandboxDocument {
        try await step("WZ: 3 pieces go out", shows: 70, &table) { _ = try sandbox.release(Self.good, .init(3), from: "2").get() }
        try await step("PZ: 5 pieces come in", shows: 75, &table) { _ = try sandbox.receive(Self.good, .init(5), in: "1").get() }
        try await step("WZ: all 75 go out, the offer ends", shows: nil, &table) { _ = try sandbox.release(Self.good, .init(75), from: "1").get() }
        var receipt: SandboxDocument?
        try await step("PZ: 8 come in, the same offer resumes", shows: 8, &table) {
            receipt = try sandbox.receive(Self.good, .init(8), in: "1").get()
        }
        guard let receipt else { throw CommandFailure(.badData, "the receipt was not booked") }
        return receipt
    }

    /// The last receipt told again, three times under one id: answered 202, 200, 200, and stock is what it was.
    private func repeats(_ receipt: SandboxDocument, _ addresses: GatewayAddresses, _ exchange: any Exchange, _ table: inout DemoTable) async throws {
        let body = Array(
            """
            {"event":"warehouse_document.added","warehouse_document":{"id":"\(receipt.id)","type":"PZ","fullnumber":"\(receipt.fullNumber)",\
            "version":\(receipt.version),"warehouse":{"id":"1"},"warehouse_document_contents":[{"good":{"id":"\(Self.good)"},"count":"8"}]}}
            """.utf8)
        let id = "msg_demo_repeat"
        let seconds = systemClock().microseconds / 1_000_000
        let key = Data(base64Encoded: String(DemoPlace.relaySecret.dropFirst("whsec_".count))) ?? Data()
        let signature = HMACSHA256(key: Secret(Array(key))).authenticationCode(for: Array("\(id).\(seconds).".utf8), body)
        let request = ExchangeRequest(
            method: "POST", url: "\(addresses.open)/webhooks/wfirma",
            headers: [
                (name: "Content-Type", value: "application/json"), (name: "webhook-id", value: id),
                (name: "webhook-timestamp", value: String(seconds)),
                (name: "webhook-signature", value: "v1,\(Data(signature).base64EncodedString())"),
            ], body: body)
        var statuses: [Int] = []
        for _ in 0..<3 { statuses.append(try await exchange.send(request).status) }
        try await Task.sleep(for: .seconds(1))
        let shown = sandbox.offer(Self.offer)?.available
        if statuses == [202, 200, 200], shown == 8 {
            table.row("the receipt told three times under one id: 202, 200, 200", shown, nil)
        } else {
            table.fail("the three answers were \(statuses), Allegro shows \(shown ?? -1)")
        }
    }

    private func troubles(_ table: inout DemoTable) async throws {
        sandbox.setFault(.tooManyRequests, FaultTerms(share: 0.5, lasting: .seconds(2)), on: .allegro)
        sandbox.setFault(.serverError, FaultTerms(share: 0.5, lasting: .seconds(2)), on: .allegro)
        try await step("Allegro answers 429 and 500 for 2 s; three documents meanwhile", shows: 12, &table) {
            // Only all three together come to 12: no part of them ends the step early.
            _ = try sandbox.receive(Self.good, .init(3), in: "1").get()
            _ = try sandbox.release(Self.good, .init(1), from: "1").get()
            _ = try sandbox.receive(Self.good, .init(2), in: "2").get()
        }
    }

    private func plug(_ table: inout DemoTable) async throws {
        try await step("kill -9 on the gateway right after a delivery; it starts again", shows: 9, &table) {
            _ = try sandbox.release(Self.good, .init(3), from: "1").get()
            try await Task.sleep(for: .milliseconds(30))
            gateway.kill()
            _ = try await gateway.start()
        }
    }

    /// A release whose notice was lost on its way.
    private func comparison(_ admin: AdminClient, _ table: inout DemoTable) async throws {
        // A reading within a second of a document may or may not hold it: the smaller number would be shown first.
        try await Task.sleep(for: .milliseconds(1500))
        sandbox.setFault(.lostNotices, FaultTerms(times: 1), on: .wfirma)
        try await step("WZ: 2 go out and no webhook tells; both sides are compared", shows: 7, &table) {
            _ = try sandbox.release(Self.good, .init(2), from: "1").get()
            // A comparison that the other side's bad day cut short is asked for again.
            try await until("both sides are compared") { (try? await admin.call("POST", "/reconciliations")) != nil }
        }
    }

    /// Does `act`, waits until the offer shows `quantity` (nil: has ended), and writes the row.
    func step(_ what: String, shows quantity: Int?, _ table: inout DemoTable, _ act: () async throws -> Void) async throws {
        let began = SandboxInstant(microseconds: systemClock().microseconds)
        try await act()
        let deadline = ContinuousClock.now + Self.patience
        while ContinuousClock.now < deadline {
            if let sighting = sandbox.offer(Self.offer)?.history.last, sighting.isSettled(at: quantity), sighting.at >= began {
                table.row(what, quantity, sighting.at - began)
                return
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        let found = sandbox.offer(Self.offer)
        table.fail(what + ": Allegro shows \(found?.available ?? -1), \(found?.status.rawValue ?? "nothing")")
    }

    func until(_ what: String, _ condition: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + Self.patience
        while ContinuousClock.now < deadline {
            if try await condition() { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw CommandFailure(.unavailable, "gave up waiting until \(what)")
    }
}

extension SandboxOffer.Sighting {
    fileprivate func isSettled(at quantity: Int?) -> Bool {
        guard let quantity else { return status == .ended }
        return status == .active && available == quantity
    }
}
