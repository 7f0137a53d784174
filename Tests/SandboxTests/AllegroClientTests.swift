import Allegro
import Inventory
import OpenSSLCrypto
import Sandbox
import Testing

@Suite("Our client of Allegro against the sandbox, over TLS and libcurl")
struct AllegroClientTests {
    private let key = ApplicationKey(clientID: "sandbox-client", clientSecret: Secret("sandbox-secret"))

    @Test("an offer is listed, changed, ended and resumed under the same id")
    func wholeWay() async throws {
        try await SandboxHarness.run { harness in
            let (client, token) = (harness.allegroClient, Secret(harness.access))
            let offer: OfferID = "7700000502"
            let listed = try await client.offers(OfferPageRequest(ids: [offer]), token: token)
            #expect(listed.value.totalCount == 1)
            #expect(listed.value.offers.first?.available == 5)
            #expect(listed.traceID != nil && listed.serverDate != nil)

            let gain = QuantityCommand(id: CommandID(commandID(1)), change: .gain(3), offers: [offer])
            _ = try await client.register(gain, token: token)
            #expect(try await harness.isDone(gain.id, .quantity))
            #expect(try await client.stock(of: offer, token: token).value == 8)

            let end = PublicationCommand(id: CommandID(commandID(2)), action: .end, offers: [offer])
            _ = try await client.register(end, token: token)
            #expect(try await harness.isDone(end.id, .publication))
            let ended = try await client.offer(offer, token: token).value
            #expect(ended.status == .ended)
            #expect(ended.endedBy == .user)

            let fixed = QuantityCommand(id: CommandID(commandID(3)), change: .fixed(4), offers: [offer])
            _ = try await client.register(fixed, token: token)
            #expect(try await harness.isDone(fixed.id, .quantity))
            let activate = PublicationCommand(id: CommandID(commandID(4)), action: .activate, offers: [offer])
            _ = try await client.register(activate, token: token)
            #expect(try await harness.isDone(activate.id, .publication))
            #expect(try await harness.wait { try await client.offer(offer, token: token).value.status == .active })
            #expect(try await client.stock(of: offer, token: token).value == 4)
        }
    }

    @Test("a command sent twice is known, one with other content is told apart, an impossible one is refused")
    func repeats() async throws {
        try await SandboxHarness.run { harness in
            let (client, token) = (harness.allegroClient, Secret(harness.access))
            var command = QuantityCommand(id: CommandID(commandID(1)), change: .gain(1), offers: ["7700000502"])
            _ = try await client.register(command, token: token)
            let repeated = await #expect(throws: AllegroError.self) { try await client.register(command, token: token) }
            guard case .alreadyRegistered = repeated else { return #expect(repeated == .alreadyRegistered(traceID: nil)) }
            #expect(try await client.report(on: command.id, .quantity, token: token).value.id == command.id)
            command.change = .gain(2)
            let other = await #expect(throws: AllegroError.self) { try await client.register(command, token: token) }
            guard case .registeredWithOtherContent = other else { return #expect(other == .registeredWithOtherContent(traceID: nil)) }
            let zero = QuantityCommand(id: CommandID(commandID(2)), change: .fixed(0), offers: ["7700000502"])
            let refused = await #expect(throws: AllegroError.self) { try await client.register(zero, token: token) }
            #expect(refused?.faults.first?.path == "modification.value")
            #expect(refused?.isWorthRetrying == false)
        }
    }

    @Test("relisting is switched off, and a task of an unknown offer says why it failed")
    func editsAndTasks() async throws {
        try await SandboxHarness.run { harness in
            let (client, token) = (harness.allegroClient, Secret(harness.access))
            let offer: OfferID = "7700000501"
            #expect(try await client.offer(offer, token: token).value.republish)
            _ = try await client.setRepublish(false, on: offer, token: token)
            #expect(try await harness.wait { try await !client.offer(offer, token: token).value.republish })

            let lost = PublicationCommand(id: CommandID(commandID(1)), action: .end, offers: ["1"])
            _ = try await client.register(lost, token: token)
            #expect(try await harness.isDone(lost.id, .publication))
            let task = try #require(try await client.tasks(of: lost.id, .publication, token: token).value.first)
            #expect(task.status == .fail)
            #expect(task.code == "OFFER_NOT_FOUND")
            await #expect(throws: AllegroError.self) { try await client.offer("1", token: token) }
        }
    }

    @Test("the device flow ends in tokens, a refresh token works once, and a revoked token is told apart")
    func signIn() async throws {
        try await SandboxHarness.run { [key] harness in
            let client = harness.allegroClient
            let signIn = try await client.startDeviceSignIn(key).value
            #expect(try await client.deviceToken(signIn.deviceCode, key).value == .pending)
            #expect(try await client.deviceToken(signIn.deviceCode, key).value == .slowDown)
            #expect(harness.world.allegro { allegro, _ in allegro.confirmDevice(signIn.userCode) })

            let second = try await client.startDeviceSignIn(key).value
            #expect(harness.world.allegro { allegro, _ in allegro.confirmDevice(second.userCode) })
            guard case .granted(let pair) = try await client.deviceToken(second.deviceCode, key).value else {
                Issue.record("not granted")
                return
            }
            #expect(try await client.me(token: pair.access).value.login == "sklep-kubki")
            let next = try await client.refresh(pair.refresh, key).value
            #expect(try await client.me(token: next.access).value.login == "sklep-kubki")
            let reused = await #expect(throws: AllegroError.self) { try await client.refresh(pair.refresh, key) }
            #expect(reused?.faults.first?.code == "invalid_grant")
            guard case .unauthorised = reused else { return #expect(reused == nil) }

            harness.world.allegro { allegro, _ in allegro.revokeTokens(refreshToo: true) }
            let revoked = await #expect(throws: AllegroError.self) { try await client.me(token: next.access) }
            guard case .unauthorised = revoked else { return #expect(revoked == nil) }
        }
    }
}

extension SandboxHarness {
    var allegroClient: AllegroClient {
        AllegroClient(
            exchange: client,
            endpoint: AllegroEndpoint(
                apiURL: addresses.allegro, authURL: addresses.allegroAuthorisation, application: "Stockgate/1.0 (+https://example.pl)"))
    }

    /// Waits until every task of a command has ended.
    func isDone(_ id: CommandID, _ kind: CommandKind) async throws -> Bool {
        let client = allegroClient
        return try await wait { try await client.report(on: id, kind, token: Secret(access)).value.completedAt != nil }
    }
}
