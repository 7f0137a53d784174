import Foundation
import Gateway
import Logging
import ServiceLifecycle
import Storage
import Webhooks

/// What the merchants of one process have in common.
struct ProcessSetting: Sendable {
    /// The configuration file, for what a person is told to do.
    let path: String
    /// The sources of all merchants: a webhook's address names no merchant.
    let sources: SourceRegistry
    let exchanges: Exchanges
    let fleets: Fleets
    let share: AllegroShare
    let openings = StoreOpenings()
    let starts = MerchantStarts()

    /// The process's log; a merchant of several is named in its lines.
    func logger(for merchant: String?) -> Logger { Logger(label: "stockgate", merchant: merchant) }
}

extension Logger {
    /// A logger whose lines name the merchant that they are about, where there are several.
    init(label: String, merchant: String?) {
        self.init(label: label)
        if let merchant { self[metadataKey: "merchant"] = "\(merchant)" }
    }
}

/// Lets a few merchants begin at once. What a merchant does first, its comparison above all, takes several times the memory that it holds at rest, and a
/// thousand that did so together would leave the process with that much.
struct MerchantStarts: Sendable {
    static let atOnce = 32
    /// A merchant whose sides do not answer holds others up no longer.
    private static let patience: Duration = .seconds(2)

    private let turns = Slots(count: atOnce)

    /// Returns when it is one's turn, to be given on by ``giveOn(after:)``; false where one is to end before.
    func enter() async -> Bool { await cancelWhenGracefulShutdown { [turns] in await turns.enter() } }

    /// Gives the turn on at the signal of `begun`, when it is cancelled, and after a while in any case; nil: at once.
    func giveOn(after begun: Wake?) async {
        await begun?.wait(atMost: Self.patience)
        turns.leave()
    }
}

/// Opens stores on threads of its own, few at once: laying out tables takes a while, and the tasks of those merchants that are at work go on.
struct StoreOpenings: Sendable {
    private let queue = OperationQueue()

    init() { queue.maxConcurrentOperationCount = 4 }

    /// ``Store/open(_:)``.
    func open(_ options: StoreOptions) async throws -> Store {
        try await withCheckedThrowingContinuation { continuation in
            queue.addOperation { continuation.resume(with: Result { try Store.open(options) }) }
        }
    }
}
