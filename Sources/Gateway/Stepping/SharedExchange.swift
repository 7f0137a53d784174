import CurlClient
import Storage

/// One merchant's part of an exchange that others use as well: no more than so many requests under way at once, so that whoever has much to send
/// waits for itself and not the others for it. Served in the order in which they came. What decides whether a request may leave stands behind it.
struct SharedExchange: Exchange {
    private let base: any Exchange
    private let slots: Slots

    init(base: any Exchange, limit: Int) { (self.base, slots) = (base, Slots(count: limit)) }

    func send(_ request: ExchangeRequest) async throws(ExchangeError) -> ExchangeAnswer {
        guard await slots.enter() else { throw .cancelled(sent: false) }
        defer { slots.leave() }
        return try await base.send(request)
    }
}
