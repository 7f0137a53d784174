import ArgumentParser
import Foundation
import Logging
import NIOConcurrencyHelpers
import Sandbox
import ServiceLifecycle

/// `stockgate demo`: a simulated wFirma and Allegro, a real gateway between them, and a story told step by step.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the sandbox and a gateway, and watch a document in wFirma change an offer on Allegro.",
        discussion: "Everything listens on loopback and lives in a temporary folder. Without --once it stays up until Ctrl-C.")

    @Flag(name: .long, help: "End after the story: 0 when it came true.")
    var once = false
    @Flag(name: .long, help: "Let both sides misbehave all the way through: lost answers, 5xx, repeated and late notices.")
    var faults = false
    @Option(name: .long, help: "The seed of the sandbox's chance.")
    var seed: UInt64 = 1
    @OptionGroup var record: RecordOption

    func run() async throws {
        LogLineHandler.bootstrap(LogOptions(level: .critical))
        let place = try DemoPlace()
        defer { place.remove() }
        let world = DemoWorld(seed: seed, faults: faults)
        try record.attach(to: world.world)
        // Whether the story came true, once it is told and only the looking around goes on.
        let told = NIOLockedValueBox<Bool?>(nil)
        try await withThrowingTaskGroup(of: Bool?.self) { group in
            group.addTask {
                try await world.serve(certificate: place.tls, caFile: place.caFile) { addresses in await place.announce(addresses) }
                return nil
            }
            group.addTask { try await tell(place, world, told) }
            group.addTask {
                try await StopSignal.wait()
                if let cameTrue = told.withLockedValue({ $0 }) { return cameTrue }
                throw CommandFailure(.tryLater, "stopped before the story ended")
            }
            defer { group.cancelAll() }
            while let outcome = try await group.next() {
                guard let cameTrue = outcome else { continue }
                if !cameTrue { throw CommandFailure(.badData, "the story did not come true") }
                return
            }
        }
    }

    private func tell(_ place: DemoPlace, _ world: DemoWorld, _ told: NIOLockedValueBox<Bool?>) async throws -> Bool {
        let addresses = try await place.sandboxAddresses()
        let configuration = try place.writeConfiguration(addresses)
        Terminal.say("Sandbox:  Allegro \(addresses.allegro)   wFirma \(addresses.wfirma)   (seed \(seed)\(faults ? ", with faults" : ""))")
        let gateway = GatewayChild(configuration: configuration)
        defer { gateway.stop() }
        let story = DemoStory(world: world, place: place, gateway: gateway, sandboxAddresses: addresses)
        let cameTrue = try await story.tell()
        if !once {
            Terminal.say("")
            story.showWhatToTry(configuration: configuration)
            told.withLockedValue { $0 = cameTrue }
            // Until Ctrl-C, which ends the whole group.
            while true { try await Task.sleep(for: .seconds(3600)) }
        }
        return cameTrue
    }
}

/// Ctrl-C or SIGTERM, for a command that runs no service group.
enum StopSignal {
    static func wait() async throws {
        let (signals, continuation) = AsyncStream.makeStream(of: Void.self)
        let sources = [SIGINT, SIGTERM].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { continuation.yield() }
            source.resume()
            return source
        }
        for await _ in signals { break }
        sources.forEach { $0.cancel() }
    }
}
