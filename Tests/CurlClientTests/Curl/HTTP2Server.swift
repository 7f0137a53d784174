import Foundation
import NIOCore
import NIOPosix
import OpenSSLCrypto
import Testing

/// nginx over TLS with HTTP/2, on a free port, in a folder of its own: what our own listener does not speak.
final class HTTP2Server: @unchecked Sendable {  // `Process` is not Sendable; it is started in `init` and ended in `stop` only.
    static let program = "/usr/sbin/nginx"
    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: program) }

    let port: Int
    private let folder: URL
    private let process = Process()

    /// What nginx noted of each request: connection, protocol, status.
    var log: [String] {
        ((try? String(contentsOf: folder.appendingPathComponent("access.log"), encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
    }

    init(_ trust: TestTrust, requestsPerConnection: Int = 1000) async throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("stockgate-nginx-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        port = try await Self.freePort()
        let issued = try trust.authority.issue(.server, name: "test", alternativeNames: ["127.0.0.1"])
        try issued.chainPEM.write(to: folder.appendingPathComponent("chain.pem"), atomically: true, encoding: .utf8)
        try Data(issued.keyPEM.bytes).write(to: folder.appendingPathComponent("key.pem"))
        let page = String(repeating: "stock ", count: 2000)
        try page.write(to: folder.appendingPathComponent("page.txt"), atomically: true, encoding: .utf8)
        let configuration = """
            daemon off; master_process off; pid nginx.pid; error_log error.log;
            events { worker_connections 512; }
            http {
              log_format line '$connection $server_protocol $status'; access_log access.log line;
              client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
              keepalive_requests \(requestsPerConnection); types { text/plain txt; } gzip on; gzip_types text/plain;
              server {
                listen 127.0.0.1:\(port) ssl http2; ssl_certificate chain.pem; ssl_certificate_key key.pem; root .;
                location = /ok { return 200 "ok"; }
              }
            }
            """
        try configuration.write(to: folder.appendingPathComponent("nginx.conf"), atomically: true, encoding: .utf8)
        process.executableURL = URL(fileURLWithPath: Self.program)
        process.arguments = ["-p", folder.path, "-c", "nginx.conf", "-e", "error.log"]
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    func stop() {
        // Not SIGTERM: a child inherits the signals that the task pool's threads hold back.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: folder)
    }

    /// A port that was free a moment ago: nginx cannot tell which one it took for port 0.
    private static func freePort() async throws -> Int {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton).bind(host: "127.0.0.1", port: 0).get()
        defer { channel.close(promise: nil) }
        return try #require(channel.localAddress?.port)
    }
}
