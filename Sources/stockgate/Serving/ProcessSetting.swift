import Foundation
import Logging
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
