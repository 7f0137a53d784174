import CurlClient
import Payload
import Storage
import Testing

@Suite("proposals for links in the admin API")
struct LinkProposalAPITests {
    @Test("unlinked offers are proposed the one product that bears their mark; ambiguous ones are refused with the reason")
    func proposals() async throws {
        try await withDesk { desk in
            try await desk.store.markOffers()
            let rows = try await desk.ask("GET", "/links/proposals?after=8800000000").payload["items"]?.elements ?? []
            let told = rows.map { row in [row["offer"], row["product"], row["match"], row["reason"]].map { $0?.text ?? "-" }.joined(separator: " ") }
            #expect(
                told == [
                    "8800000001 501 code -", "8800000002 501 ean -", "8800000003 502 id -", "8800000004 - - ambiguous", "8800000005 - - no_product",
                ])
            #expect(
                rows[3]["candidates"] == [
                    ["product": "502", "name": "Czajnik żeliwny 1 l", "match": "code"],
                    ["product": "503", "name": "Kubek z błędnym EAN", "match": "ean"],
                ])
            let page = try await desk.ask("GET", "/links/proposals?after=8800000000&limit=2").payload
            #expect(page["next"] == "8800000002")

            #expect(try await desk.ask("PUT", "/offers/8800000001/link", #"{"product":"501"}"#).status == 200)
            let left = try await desk.ask("GET", "/links/proposals?after=8800000000").payload["items"]?.elements ?? []
            #expect(left.first?["offer"] == "8800000002")
        }
    }

    @Test("unlinked offers are listed")
    func unlinked() async throws {
        try await withDesk { desk in
            try await desk.store.openShop()
            let all = try await desk.ask("GET", "/offers").payload["items"]?.elements.count ?? 0
            let unlinked = try await desk.ask("GET", "/offers?unlinked=true").payload["items"]?.elements.compactMap { $0["id"]?.text } ?? []
            let linked = try await desk.ask("GET", "/offers?unlinked=false").payload["items"]?.elements.compactMap { $0["id"]?.text } ?? []
            #expect(linked == ["7700000501"])
            #expect(unlinked.count == all - 1 && !unlinked.contains("7700000501"))
        }
    }
}
