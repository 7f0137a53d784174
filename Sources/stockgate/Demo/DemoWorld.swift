import CurlClient
import Foundation
import Inventory
import Listener
import Logging
import NIOOpenSSL
import Sandbox

/// The simulated sides of the demo: a small shop, and a relay that tells each warehouse document to the gateway, signed.
struct DemoWorld: Sendable {
    let world: SandboxWorld

    init(seed: UInt64, faults: Bool) {
        var allegro = faults ? AllegroTemper() : AllegroTemper.calm
        allegro.devicePollInterval = .seconds(1)
        allegro.confirmsDevicesAfter = .milliseconds(100)
        world = SandboxWorld(seed: seed, allegro: allegro, wfirma: faults ? WFirmaTemper() : WFirmaTemper.calm, now: sandboxClock)
        world.open(.mugs)
        if faults { misbehave() }
    }

    /// Serves both sides until it is cancelled.
    func serve(certificate: TLSContextStore, caFile: String, onRunning: @escaping @Sendable (SandboxAddresses) async -> Void) async throws {
        let exchange = CurlExchange(CurlOptions(caFile: caFile))
        let sandbox = Sandbox(
            world: world, options: SandboxOptions(tls: certificate), logger: Logger(label: "sandbox"),
            send: webhookSender(exchange), onRunning: onRunning)
        try await sandbox.run()
        await exchange.close()
    }

    /// From now on every warehouse document is told to `url`.
    func relay(to url: String) {
        world.wfirma { wfirma, _ in wfirma.addRelay(SandboxRelay(url: url, secret: DemoPlace.relaySecret)) }
    }

    /// A bad day at Allegro and wFirma.
    private func misbehave() {
        world.setFault(.serverError, FaultTerms(share: 0.05), on: .allegro)
        world.setFault(.answerLost, FaultTerms(share: 0.05), on: .allegro)
        world.setFault(.reset, FaultTerms(share: 0.03), on: .allegro)
        world.setFault(.repeatedNotices, FaultTerms(share: 0.2), on: .wfirma)
        // Questions only: an addition whose outcome nobody knows is looked for for ten minutes before it is made again (R19), longer than a story.
        world.setFault(.serverError, FaultTerms(share: 0.05, path: "/find"), on: .wfirma)
    }
}
