public import CurlClient
import Foundation
public import Sandbox

/// Writes what the gateway says to Allegro in the tests, and what the sandbox answers, as lines of JSON to the file that `STOCKGATE_RECORD` names.
/// `make contract` then holds each against Allegro's own description. Without the variable it does nothing.
public enum Recording {
    private static let file: FileHandle? = {
        guard let path = ProcessInfo.processInfo.environment["STOCKGATE_RECORD"], !path.isEmpty else { return nil }
        // Several processes write to the one file: O_APPEND keeps their lines whole.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        return descriptor < 0 ? nil : FileHandle(fileDescriptor: descriptor)
    }()

    /// The file's path, for a program that the tests start.
    public static var path: String? { ProcessInfo.processInfo.environment["STOCKGATE_RECORD"].flatMap { $0.isEmpty ? nil : $0 } }

    /// Everything that reaches the simulated Allegro from now on.
    public static func attach(to world: SandboxWorld) {
        guard file != nil else { return }
        world.observe { exchange in if exchange.side == .allegro { write(exchange.line) } }
    }

    /// A request that a test answers itself. One whose id holds a slash is a trap of the test's: decoded, it would be another path.
    public static func note(_ request: ExchangeRequest) {
        guard file != nil, let url = URL(string: request.url), !request.url.contains("%2F") else { return }
        let target = url.path(percentEncoded: true) + (url.query(percentEncoded: true).map { "?" + $0 } ?? "")
        let headers = Dictionary(request.headers.map { ($0.name.lowercased(), $0.value) }) { $1 }
        let sent = SandboxRequest(method: request.method, target: target, headers: headers, body: request.body ?? [])
        write(SandboxExchange(side: .allegro, request: sent, reply: nil).line)
    }

    private static func write(_ line: String) { try? file?.write(contentsOf: Data(line.utf8)) }
}
