import CurlClient
import Foundation
import NIOOpenSSL
import OpenSSLCrypto

/// An authority whose certificate lies in a file that goes with it, as libcurl wants it.
final class TestTrust: Sendable {
    let authority: LocalAuthority
    let caFile: String

    init() throws {
        authority = try LocalAuthority()
        caFile = FileManager.default.temporaryDirectory.appendingPathComponent("stockgate-\(UUID().uuidString).pem").path
        try authority.certificatePEM.write(toFile: caFile, atomically: true, encoding: .utf8)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: caFile)
    }

    func server(names: [String] = ["127.0.0.1", "localhost"], validity: LocalAuthority.Validity = .standard) throws -> TLSContextStore {
        try TLSContextStore(TLSOptions(authority.issue(.server, name: "test", alternativeNames: names, validity: validity)))
    }

    func exchange(_ adjust: (inout CurlOptions) -> Void = { _ in }) -> CurlExchange {
        var options = CurlOptions(caFile: caFile)
        adjust(&options)
        return CurlExchange(options)
    }
}

/// Waits until `condition` holds, at most two minutes; returns whether it does.
func eventually(_ condition: () async -> Bool) async -> Bool {
    let deadline = ContinuousClock.now + .seconds(120)
    while ContinuousClock.now < deadline {
        if await condition() { return true }
        await Task.yield()
    }
    return await condition()
}

extension UnkindServer {
    func request(_ method: String = "GET", _ path: String = "/", body: String? = nil, timeout: Duration = .seconds(10)) -> ExchangeRequest {
        ExchangeRequest(method: method, url: "https://127.0.0.1:\(port)\(path)", body: body.map { Array($0.utf8) }, timeout: timeout)
    }
}

extension ExchangeError {
    var isNotSent: Bool {
        if case .notSent = self { true } else { false }
    }

    var isAnswerLost: Bool {
        if case .answerLost = self { true } else { false }
    }
}
