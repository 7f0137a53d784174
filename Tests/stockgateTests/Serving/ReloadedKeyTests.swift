import Foundation
import Inventory
import Storage
import Testing

@Suite("API keys at SIGHUP")
struct ReloadedKeyTests {
    @Test("wFirma's new key is sent after it, without a restart", .timeLimit(.minutes(5)))
    func wfirma() async throws {
        try await SandboxedHome.run { sandboxed in
            let folder = sandboxed.home.folder
            let text = try String(contentsOfFile: sandboxed.home.configuration, encoding: .utf8)
            try folder.write("a former key", to: "access")
            try folder.write(text.replacing("access_key: sandbox-access", with: "access_key: file:access"), to: "stockgate.yaml")
            let gateway = try await sandboxed.home.serve()
            let store = try Store.open(StoreOptions(path: sandboxed.home.database))
            let isRefused = try await eventually { gateway.command.complaints.contains("did not come to its end") ? true : nil }
            #expect(isRefused == true, "\(gateway.command.complaints)")
            #expect(try await store.product("501") == nil)
            try folder.write("sandbox-access\n", to: "access")
            gateway.command.signal(SIGHUP)
            #expect(try await eventually { try await store.product("501") } != nil, "\(gateway.command.complaints)")
            try store.close()
            gateway.command.signal(SIGTERM)
            #expect(try await gateway.command.exit() == 0)
        }
    }
}
