import CurlClient
public import Inventory
public import OpenSSLCrypto
import Payload

/// Reading orders. Scope `orders:read`.
extension AllegroClient {
    /// A page of the order journal (`GET /order/events`), oldest first; it reaches back 60 days.
    ///
    /// - Parameters:
    ///   - event: the page begins after this event; nil for the journal's beginning.
    ///   - limit: up to ``OrderEventPage/largestLimit``; a page with fewer events comes to the journal's end.
    public func orderEvents(
        after event: String?, limit: Int = OrderEventPage.largestLimit, token: Secret
    ) async throws(AllegroError) -> Answered<OrderEventPage> {
        let from = event.map { "&from=" + percentEncoded($0) } ?? ""
        let answer = try await ask("GET", "/order/events?limit=\(limit)" + from, token: token)
        let events = try answer.elements(of: answer.tree(), "events")
        return answer.answered(
            OrderEventPage(body: answer.body, count: events.count, lastEvent: events.last { $0["id"]?.text != nil }?["id"]?.text))
    }

    /// The newest event's id (`GET /order/event-stats`); nil while nothing was ever bought.
    public func latestOrderEvent(token: Secret) async throws(AllegroError) -> Answered<String?> {
        let answer = try await ask("GET", "/order/event-stats", token: token)
        return answer.answered(try answer.tree()["latestEvent"]?["id"]?.text)
    }

    /// A page of the checkout forms that changed at `moment` or later (`GET /order/checkout-forms`), in the order of their last change.
    /// Forms reach back a year (allegro-api thread 9729).
    ///
    /// - Parameter limit: up to ``OrderPage/largestLimit``.
    public func orders(
        changedFrom moment: Timestamp, offset: Int = 0, limit: Int = OrderPage.largestLimit, token: Secret
    ) async throws(AllegroError) -> Answered<OrderPage> {
        let query = "updatedAt.gte=\(percentEncoded(moment.description))&sort=updatedAt&offset=\(offset)&limit=\(limit)"
        let answer = try await ask("GET", "/order/checkout-forms?" + query, token: token)
        let tree = try answer.tree()
        let forms = try answer.elements(of: tree, "checkoutForms")
        return answer.answered(
            OrderPage(
                body: answer.body, count: forms.count, totalCount: try answer.required(tree["totalCount"]?.count, "totalCount"),
                lastChange: forms.last?["updatedAt"]?.text.flatMap { Timestamp(rfc3339: $0) }))
    }

    /// One checkout form as it came (`GET /order/checkout-forms/{id}`), to be read by ``Inventory/Order``.
    /// `.notFound` is normal for one that was merged into another.
    public func order(_ id: OrderID, token: Secret) async throws(AllegroError) -> Answered<[UInt8]> {
        let answer = try await ask("GET", Self.path(of: id), token: token)
        guard try answer.tree()["id"]?.text == id.text else { throw answer.unreadable("another form") }
        return answer.answered(answer.body)
    }

    static func path(of id: OrderID) -> String { "/order/checkout-forms/" + percentEncoded(id.text) }
}
