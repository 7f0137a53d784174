import CurlClient
public import Inventory
public import OpenSSLCrypto
import Payload

extension AllegroClient {
    /// A page of the seller's offers (`GET /sale/offers`), those ended less than 60 days ago included. Scope `sale:offers:read`.
    public func offers(_ page: OfferPageRequest, token: Secret) async throws(AllegroError) -> Answered<OfferPage> {
        var query = "offset=\(page.offset)&limit=\(page.limit)"
        for id in page.ids { query += "&offer.id=" + percentEncoded(id.text) }
        for status in page.statuses { query += "&publication.status=" + percentEncoded(status.text) }
        let answer = try await ask("GET", "/sale/offers?" + query, token: token)
        let tree = try answer.tree()
        var offers: [ListedOffer] = []
        for row in try answer.elements(of: tree, "offers") {
            offers.append(try Self.listedOffer(row, in: answer))
        }
        return answer.answered(
            OfferPage(
                offers: offers, totalCount: try answer.required(tree["totalCount"]?.count, "totalCount"),
                count: tree["count"]?.count ?? offers.count))
    }

    /// An offer in full (`GET /sale/product-offers/{id}`). Scope `sale:offers:read`.
    public func offer(_ id: OfferID, token: Secret) async throws(AllegroError) -> Answered<OfferDetail> {
        let answer = try await ask("GET", Self.path(of: id), token: token)
        let tree = try answer.tree()
        let publication = tree["publication"]
        return answer.answered(
            OfferDetail(
                id: OfferID(try answer.required(tree["id"]?.text, "id")), name: tree["name"]?.text ?? "",
                status: ListedOffer.Status(publication?["status"]?.text ?? ""),
                format: ListedOffer.Format(tree["sellingMode"]?["format"]?.text ?? ""),
                endedBy: publication?["endedBy"]?.text.map(OfferDetail.EndedBy.init), republish: publication?["republish"]?.flag ?? false,
                duration: publication?["duration"]?.text, available: tree["stock"]?["available"]?.count,
                externalID: tree["external"]?["id"]?.text,
                setQuantities: (tree["productSet"]?.items ?? []).map { $0["quantity"]?["value"]?.count ?? 1 }))
    }

    /// What a buyer can buy now (`GET /sale/product-offers/{id}/parts`), faster and more reliable than the full offer.
    /// Nil where the offer states no stock. Scope `sale:offers:read`.
    public func stock(of id: OfferID, token: Secret) async throws(AllegroError) -> Answered<Int?> {
        let answer = try await ask("GET", Self.path(of: id) + "/parts?include=stock", token: token)
        return answer.answered(try answer.tree()["stock"]?["available"]?.count)
    }

    /// Switches Allegro's own relisting of an offer on or off (R15). Refused with 409 while another edit of it runs.
    /// Scope `sale:offers:write`.
    public func setRepublish(_ isOn: Bool, on id: OfferID, token: Secret) async throws(AllegroError) -> Answered<OfferEdit> {
        let answer = try await ask("PATCH", Self.path(of: id), token: token, body: ["publication": ["republish": .bool(isOn)]])
        return answer.answered(answer.status == 202 ? .accepted(operation: answer.locatedID, retryAfter: answer.retryAfter) : .done)
    }

    /// How far an accepted edit is. An edit that failed throws `.refused` with its faults. Scope `sale:offers:read`.
    public func operation(_ operation: String, of id: OfferID, token: Secret) async throws(AllegroError) -> Answered<OfferOperation> {
        let answer = try await ask("GET", Self.path(of: id) + "/operations/" + percentEncoded(operation), token: token, redirect: 303)
        guard answer.status != 303 else { return answer.answered(.done) }
        let status = try answer.required(answer.tree()["operation"]?["status"]?.text, "operation.status")
        return answer.answered(status == "COMPLETED" ? .done : .underway(status: status, retryAfter: answer.retryAfter))
    }

    private static func path(of id: OfferID) -> String { "/sale/product-offers/" + percentEncoded(id.text) }

    private static func listedOffer(_ row: PayloadValue, in answer: AllegroAnswer) throws(AllegroError) -> ListedOffer {
        let publication = row["publication"]
        return ListedOffer(
            id: OfferID(try answer.required(row["id"]?.text, "offers.id")), name: row["name"]?.text ?? "",
            // A draft may not say how it will sell: that concerns its row alone, not the page.
            status: ListedOffer.Status(publication?["status"]?.text ?? ""), format: ListedOffer.Format(row["sellingMode"]?["format"]?.text ?? ""),
            available: row["stock"]?["available"]?.count, sold: row["stock"]?["sold"]?.count ?? 0,
            startedAt: publication?["startedAt"]?.text.flatMap { Timestamp(rfc3339: $0) },
            endedAt: publication?["endedAt"]?.text.flatMap { Timestamp(rfc3339: $0) }, externalID: row["external"]?["id"]?.text,
            isFulfillment: row["isFulfillment"]?.flag ?? false, imageURL: row["primaryImage"]?["url"]?.text)
    }
}
