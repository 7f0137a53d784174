import CurlClient
import Foundation
import Inventory
import OpenSSLCrypto

/// Sends signed warehouse documents of about 2 KB, as a relay would.
struct BenchSender: Sendable {
    let exchange: CurlExchange
    let url: String
    private let code = HMACSHA256(key: Secret(Array(Data(base64Encoded: String(DemoPlace.relaySecret.dropFirst("whsec_".count))) ?? Data())))
    /// What a sender knows of a document and the gateway does not need.
    private static let remark = String(repeating: "Towar sprawdzony przy przyjęciu, opakowanie bez uszkodzeń. ", count: 24)

    init(exchange: CurlExchange, url: String) { (self.exchange, self.url) = (exchange, url) }

    /// Sends one document of one piece; throws where it is not taken.
    func send(_ type: String, good: Int, document: String) async throws {
        let body = Array(
            """
            {"event":"warehouse_document.added","warehouse_document":{"id":"\(document)","type":"\(type)","fullnumber":"\(type) \(document)","version":1,\
            "warehouse":{"id":"1"},"description":"\(Self.remark)","warehouse_document_contents":[{"good":{"id":"\(good)"},"count":"1.0000"}]}}
            """.utf8)
        let (id, time) = ("bench-\(type)-\(document)", String(systemClock().microseconds / 1_000_000))
        let signature = Data(code.authenticationCode(for: Array("\(id).\(time).".utf8), body)).base64EncodedString()
        let answer = try await exchange.send(
            ExchangeRequest(
                method: "POST", url: url,
                headers: [
                    (name: "Content-Type", value: "application/json"), (name: "webhook-id", value: id), (name: "webhook-timestamp", value: time),
                    (name: "webhook-signature", value: "v1,\(signature)"),
                ], body: body, timeout: .seconds(10)))
        guard answer.status == 202 else { throw CommandFailure(.unavailable, "a document was answered \(answer.status)") }
    }
}

/// Times in order, and what share of them is no longer than which.
struct BenchTimes: Sendable, Encodable {
    let sorted: [Double]

    /// In milliseconds.
    init(_ times: [Duration]) { sorted = times.map { Double($0.components.seconds) * 1000 + Double($0.components.attoseconds) * 1e-15 }.sorted() }

    func at(_ share: Double) -> Double { sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int((Double(sorted.count) * share).rounded(.up)) - 1)] }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        for (key, share) in [(Key.p50Ms, 0.5), (.p90Ms, 0.9), (.p99Ms, 0.99), (.largestMs, 1)] {
            try container.encode((at(share) * 100).rounded() / 100, forKey: key)
        }
    }

    private enum Key: CodingKey { case p50Ms, p90Ms, p99Ms, largestMs }
}
