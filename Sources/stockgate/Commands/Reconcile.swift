import ArgumentParser
import Gateway
import Inventory
import Logging
import Payload
import Storage
import Webhooks

/// `stockgate reconcile`: compares both sides now. A running `serve` does it when there is one; else this call does, and sends nothing.
struct Reconcile: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Compare wFirma and Allegro with what is known, now.")
    /// How long a comparison may take.
    private static let patience: Duration = .seconds(600)

    @OptionGroup var file: MerchantOption
    @OptionGroup var output: OutputOption

    func run() async throws {
        let configuration = try file.load().configuration
        let answer = try await configuration.withStore { store in
            if StoreHolder.of(database: configuration.database) != nil { return try await Self.ask(store) }
            let lock = try ServeLock.acquire(database: configuration.database, for: .reconcile)
            defer { lock.release() }
            return try await Self.compare(configuration, store)
        }
        guard answer.granted else { throw CommandFailure(.unavailable, "the comparison did not come to its end: \(answer.text)") }
        try report(try PayloadValue.json(Array(answer.text.utf8)))
    }

    private static func ask(_ store: Store) async throws -> WishAnswer {
        let wish = try await store.ask("reconcile", at: systemClock())
        return try await store.answer(to: wish, within: patience)
    }

    /// The comparison's own services, and none that sends.
    private static func compare(_ configuration: GatewayConfiguration, _ store: Store) async throws -> WishAnswer {
        let services = GatewayServices(
            configuration, sources: try SourceRegistry(configuration.allSources), exchanges: Exchanges(isShared: false),
            share: AllegroShare(), store: store,
            logger: Logger(label: "reconcile") { _ in SwiftLogNoOpLogHandler() })
        let gateway = services.gateway
        return try await withThrowingTaskGroup(of: WishAnswer?.self) { group in
            for keeper in gateway.keepers {
                group.addTask {
                    try await keeper.run(); return nil
                }
            }
            group.addTask {
                try await gateway.applier.run(); return nil
            }
            group.addTask {
                try await gateway.reconciler.run(); return nil
            }
            group.addTask { try await ask(store) }
            defer { group.cancelAll() }
            while let answer = try await group.next() { if let answer { return answer } }
            throw CommandFailure(.unavailable, "the comparison ended without an answer")
        }
    }

    private func report(_ answer: PayloadValue) throws {
        if output.json {
            Terminal.say(json: answer)
            return
        }
        let drift = answer["drift"]?.items ?? []
        Terminal.say(
            "compared \(answer["offers_compared"]?.integer ?? 0) offers and \(answer["products_compared"]?.integer ?? 0) products in \(answer["took_ms"]?.integer ?? 0) ms: \(drift.count) differences"
        )
        for row in drift {
            let subject = row["offer"]?.text.map { "offer \($0)" } ?? row["product"]?.text.map { "product \($0)" } ?? ""
            let mended = row["mended"] == .bool(true) ? "mended" : "looked at again"
            Terminal.say("  \(subject): expected \(row["expected"]?.text ?? "?"), found \(row["found"]?.text ?? "?"), \(mended)")
        }
    }
}
