import Foundation
import Listener
import TLSProbe
import Testing

@Suite("A listener met by curl and openssl")
struct CommandTests {
    private static let hasCurl = isInstalled("curl")
    private static let hasOpenSSL = isInstalled("openssl")

    private static func isInstalled(_ command: String) -> Bool {
        ["/usr/bin/", "/usr/local/bin/", "/bin/"].contains { FileManager.default.isExecutableFile(atPath: $0 + command) }
    }

    @Test(
        "curl sends a body so large that it asks first, and is answered without a pause", .enabled(if: hasCurl, "curl is not installed"),
        arguments: [1_100_000, 3_000_000])
    func curl(size: Int) async throws {
        try await TestListener.with {
            $0.bodyLimitBytes = 4 << 20
        } _: { listener in
            let answer = try await run(
                "curl", ["-sSk", "-D", "-", "--data-binary", "@-", "https://127.0.0.1:\(listener.port)/count"],
                input: Data(repeating: 0x78, count: size))
            #expect(answer.output.hasSuffix("\(size)"), "\(answer)")
            #expect(answer.output.contains("HTTP/1.1 100 Continue") == (size > 1 << 20))
        }
    }

    @Test("curl is told of a body that is too large before it sends it", .enabled(if: hasCurl, "curl is not installed"))
    func curlRefused() async throws {
        try await TestListener.with { listener in
            let answer = try await run(
                "curl",
                ["-sSk", "-w", "%{http_code} %{size_upload}", "-o", "/dev/null", "--data-binary", "@-", "https://127.0.0.1:\(listener.port)/count"],
                input: Data(repeating: 0x78, count: 3_000_000))
            #expect(answer.output == "413 0", "\(answer)")
        }
    }

    @Test("openssl s_client verifies the chain and the host, and agrees on http/1.1", .enabled(if: hasOpenSSL, "openssl is not installed"))
    func sClient() async throws {
        try await TestListener.with { listener in
            let answer = try await run(
                "openssl", ["s_client", "-connect", "127.0.0.1:\(listener.port)", "-alpn", "h2,http/1.1", "-ign_eof"],
                input: Data(get("/hello", "Connection: close\r\n").utf8))
            #expect(answer.output.contains("ALPN protocol: http/1.1"), "\(answer)")
            #expect(answer.output.contains("New, TLSv1.3") && answer.output.contains("hello"))
        }
    }

    private func run(_ command: String, _ arguments: [String], input: Data) async throws -> (status: Int32, output: String) {
        try await onOwnThread {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = [command] + arguments
            let (standardInput, standardOutput) = (Pipe(), Pipe())
            process.standardInput = standardInput
            process.standardOutput = standardOutput
            process.standardError = FileHandle.nullDevice
            try process.run()
            Thread.detachNewThread {
                try? standardInput.fileHandleForWriting.write(contentsOf: input)
                try? standardInput.fileHandleForWriting.close()
            }
            let output = try standardOutput.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            return (process.terminationStatus, String(decoding: output, as: UTF8.self))
        }
    }
}
