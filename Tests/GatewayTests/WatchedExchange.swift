import CurlClient
import Gateway
import NIOConcurrencyHelpers
import Sandbox
import Testing

@testable import WFirma

/// What left for one side, and a hand in what came back.
final class WatchedExchange: Exchange {
    private let base: any Exchange
    private let sent = NIOLockedValueBox<[ExchangeRequest]>([])
    private let twist = NIOLockedValueBox<(@Sendable (ExchangeRequest, ExchangeAnswer) -> ExchangeAnswer)?>(nil)
    private let refusals = NIOLockedValueBox<(method: String, part: String, left: Int, answer: ExchangeAnswer)?>(nil)
    private let act = NIOLockedValueBox<(isMeant: @Sendable (ExchangeRequest) -> Bool, run: @Sendable () async -> Void)?>(nil)

    init(_ base: any Exchange) { self.base = base }

    func send(_ request: ExchangeRequest) async throws(ExchangeError) -> ExchangeAnswer {
        sent.withLockedValue { $0.append(request) }
        if let refusal = refusal(of: request) { return refusal }
        let answer = try await base.send(request)
        let act = act.withLockedValue { act -> (@Sendable () async -> Void)? in
            guard act?.isMeant(request) == true else { return nil }
            defer { act = nil }
            return act?.run
        }
        await act?()
        return twist.withLockedValue { $0 }?(request, answer) ?? answer
    }

    /// How many requests went to an address with this in it.
    func count(_ part: String) -> Int { sent.withLockedValue { $0.count { $0.url.contains(part) } } }

    /// What a field said of requests to addresses with `part` in them, where they had it.
    func values(of field: String, in part: String) -> [String] {
        sent.withLockedValue { $0 }.filter { part.isEmpty || $0.url.contains(part) }.flatMap { $0.headers.filter { $0.name == field }.map(\.value) }
    }

    /// Where requests went that change something, as the sides' own descriptions tell it.
    var writes: [String] {
        sent.withLockedValue { $0 }.filter { request in
            guard request.url.contains("wfirma") else { return request.method != "GET" && !request.url.contains("/auth/") }
            return !["/find?", "/get/", "/download/"].contains { request.url.contains($0) }
        }.map(\.url)
    }

    /// From now on answers to addresses with `part` in them are changed, text for text.
    func replace(_ text: String, with other: String, in part: String) {
        twist.withLockedValue {
            $0 = { request, answer in
                guard request.url.contains(part) else { return answer }
                var answer = answer
                answer.body = Array(String(decoding: answer.body, as: UTF8.self).replacing(text, with: other).utf8)
                return answer
            }
        }
    }

    /// From now on nothing is found at addresses with `part` in them.
    func lose(_ part: String) {
        twist.withLockedValue {
            $0 = { request, answer in
                guard request.url.contains(part) else { return answer }
                var answer = answer
                (answer.status, answer.body) = (404, Array(#"{"errors":[]}"#.utf8))
                return answer
            }
        }
    }

    /// From now on the next requests of a method to addresses with `part` in them are answered so, and the side does not hear of them.
    func refuse(_ method: String, _ part: String, times: Int = .max, status: Int, _ body: String) {
        refusals.withLockedValue { $0 = (method, part, times, ExchangeAnswer(status: status, body: Array(body.utf8))) }
    }

    private func refusal(of request: ExchangeRequest) -> ExchangeAnswer? {
        refusals.withLockedValue { refusals in
            guard let refusal = refusals, refusal.left > 0, request.method == refusal.method, request.url.contains(refusal.part) else { return nil }
            refusals?.left -= 1
            return refusal.answer
        }
    }

    /// Acts once, when the next answer comes from an address with `part` in it.
    func once(after part: String, _ run: @escaping @Sendable () async -> Void) {
        act.withLockedValue { $0 = ({ $0.url.contains(part) }, run) }
    }

    /// Answers come as they are again.
    func leave() {
        twist.withLockedValue { $0 = nil }
        refusals.withLockedValue { $0 = nil }
    }
}

extension Shop {
    /// A shop, and what goes between it and its two sides.
    static func watched(
        shop: SandboxShop = .mugs, wfirma temper: WFirmaTemper = .calm
    ) async throws -> (shop: Shop, allegro: WatchedExchange, wfirma: WatchedExchange) {
        var watched: (allegro: WatchedExchange, wfirma: WatchedExchange)?
        let shop = try await Shop(shop: shop, wfirma: temper) { options in
            let allegro = WatchedExchange(options.accounts[0].exchange)
            let wfirma = WatchedExchange(options.wfirma.exchange)
            options.accounts[0].exchange = allegro
            options.wfirma = WFirmaClient(exchange: wfirma, endpoint: options.wfirma.endpoint)
            watched = (allegro, wfirma)
        }
        let (allegro, wfirma) = try #require(watched)
        return (shop, allegro, wfirma)
    }
}
