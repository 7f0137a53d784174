import NIOConcurrencyHelpers
import Storage

extension OrderFetcher {
    /// Of a store that rests it is not asked what they are: another revision tells that they may have changed.
    func currentSettings() async throws -> Settings {
        let revision = store.revision
        if let settings = state.withLockedValue(\.settings), settings.revision == revision { return settings.known }
        let settings = try await store.settings()
        state.withLockedValue { $0.settings = (settings, revision) }
        return settings
    }
}
