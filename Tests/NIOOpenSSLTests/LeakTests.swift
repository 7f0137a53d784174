import COpenSSL
import Foundation
import NIOOpenSSL
import TLSProbe
import Testing

@Suite("Nothing stays behind", .blocking)
struct LeakTests {
    @Test("thousands of connections, ended in every way, leave no handler and no memory")
    func thousands() throws {
        let server = try EchoServer()
        try run(200, against: server)
        let before = residentBytes()
        try run(2_000, against: server)
        #expect(eventually { server.seen.closed == server.seen.opened })
        #expect(server.seen.opened == 2_200)
        // The handler owns OpenSSL's objects and frees them when it goes.
        #expect(eventually { server.seen.handlers.allSatisfy { $0.handler == nil } })
        let grown = residentBytes() - before
        // One connection that stays costs some 20 KiB: 2 000 of them would be 40 MiB.
        #expect(grown < 20 << 20, "grew by \(grown) bytes")
        try server.stop()
    }

    private func run(_ count: Int, against server: EchoServer) throws {
        for number in 0..<count {
            let probe = try TLSProbe(port: server.port, .init(version: number.isMultiple(of: 2) ? TLS1_2_VERSION : TLS1_3_VERSION))
            if number % 7 == 0 { continue }
            try probe.shakeHands()
            switch number % 7 {
            case 1: probe.reset()
            case 2:
                try probe.write("C")
                _ = probe.readToEnd()
            case 3:
                probe.sayGoodbye()
                _ = probe.readToEnd()
            case 4:
                probe.writeRaw(Array(repeating: 0x17, count: 64))
                _ = probe.readToEnd()
            case 5:
                try probe.write("hello")
                _ = try probe.read(5)
            default: probe.endTCPOutput()
            }
        }
    }

    private func residentBytes() -> Int {
        let pages = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        return (pages ?? 0) * sysconf(Int32(_SC_PAGESIZE))
    }
}
