import Foundation
import Testing

@testable import stockgate

@Suite("The memory of a running gateway")
struct ProcessMemoryTests {
    /// The soft limit of a running process, as `/proc` tells it.
    private func limit(_ name: String, of gateway: ServedGateway) throws -> (soft: String, hard: String) {
        let text = try String(contentsOfFile: "/proc/\(gateway.command.processID)/limits", encoding: .utf8)
        let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(name) })
        let values = line.dropFirst(name.count).split(separator: " ")
        return (String(values[0]), String(values[1]))
    }

    @Test("leaves no core file and may open as many files as the system allows, unless the configuration says otherwise")
    func limits() async throws {
        let home = try GatewayHome()
        let gateway = try await home.serve()
        #expect(try limit("Max core file size", of: gateway).soft == "0")
        // The owner of its files under /proc is root where nobody else may look into it, which as root nobody can tell apart.
        if getuid() != 0 {
            #expect(throws: (any Error).self) { try String(contentsOfFile: "/proc/\(gateway.command.processID)/environ", encoding: .utf8) }
        }
        let files = try limit("Max open files", of: gateway)
        #expect(files.soft == files.hard)
        gateway.command.signal(SIGTERM)
        #expect(try await gateway.command.exit() == 0)
    }

    @Test("may be looked into where core_dumps says so")
    func open() async throws {
        let home = try GatewayHome(more: "core_dumps: true")
        let gateway = try await home.serve()
        let size = try limit("Max core file size", of: gateway)
        let own = try String(contentsOfFile: "/proc/self/limits", encoding: .utf8).split(separator: "\n")
            .first { $0.hasPrefix("Max core file size") }
        #expect(own?.dropFirst("Max core file size".count).split(separator: " ").first.map(String.init) == size.soft)
        gateway.command.signal(SIGTERM)
        #expect(try await gateway.command.exit() == 0)
    }

    @Test("--version tells the version first, and what was built")
    func version() async throws {
        let folder = try ConfigurationFolder()
        let command = try RunningCommand(["--version"], in: folder.path)
        #expect(try await command.exit() == 0)
        #expect(
            command.output.wholeMatch(of: #/[0-9]+\.[0-9]+\.[0-9]+ \((commit \S+, )?([0-9-]+, )?(debug|release)\)\n/#) != nil, "\(command.output)")
    }
}
