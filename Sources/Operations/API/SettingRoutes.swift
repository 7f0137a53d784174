import HTTPTypes
import Hummingbird
import Inventory
import Listener
import Payload
import Storage

/// The shop's switches.
struct SettingRoutes {
    let store: Store
    let accounts: Set<AccountName>
    let clock: @Sendable () -> Timestamp
    let onChange: @Sendable () -> Void

    func add(to group: RouterGroup<OperationsContext>) {
        group.get("settings", use: show)
        group.patch("settings", use: change)
    }

    @Sendable private func show(_ request: Request, _ context: OperationsContext) async throws -> Response {
        _ = try RequestQuery(request)
        return JSONAnswer.ok(try await store.settings().payload(for: accounts))
    }

    @Sendable private func change(_ request: Request, _ context: OperationsContext) async throws -> Response {
        let wish = try SettingsWish(try await RequestBody.object(SettingsWish.fields, of: request, context), known: accounts)
        switch try await store.changeSettings(disablingSync: wish.disablesSync, at: clock(), { wish.apply(to: &$0) }) {
        case .changed(let settings):
            onChange()
            return JSONAnswer.ok(settings.payload(for: accounts))
        case .neededBySync(let offers):
            throw Problem(
                status: .conflict,
                detail: "synchronised offers need this switch (\(offers) of them); send \"disable_sync\": true to switch their sync off with it")
        }
    }
}
