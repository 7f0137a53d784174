import CurlClient
import Inventory
import Storage
import Testing

@Suite("sorting a list of offers")
struct OrderingTests {
    @Test("by the last change the newest comes first, and pages follow each other both ways with every filter")
    func byChange() async throws {
        try await withShopfront { shopfront in
            let store = shopfront.store
            try await store.list((100..<130).map { store.listing(OfferID("88000000\($0)"), "Kubek nr \($0)") })
            for filter in [OfferFilter(), OfferFilter(text: "kubek"), OfferFilter(status: .active)] {
                var seen: [OfferID] = []
                var place = OfferPlace.start
                while true {
                    let page = try await store.offerPage(filter, by: .change, from: place, limit: 7)
                    #expect(page.count == 30)
                    seen += page.rows.map(\.view.offer.id)
                    guard page.hasLater, let last = page.rows.last else { break }
                    place = .after(last.view.offer.id)
                }
                #expect(Set(seen).count == 30 && seen.count == 30)
                let back = try await store.offerPage(filter, by: .change, from: .before(seen[14]), limit: 7)
                #expect(back.rows.map(\.view.offer.id) == Array(seen[7..<14]))
            }
        }
    }

    @Test("with problems first, those come by name before all others, and pages follow each other both ways")
    func problemsFirst() async throws {
        try await withShopfront { shopfront in
            let store = shopfront.store
            try await store.list((100..<130).map { store.listing(OfferID("88000000\($0)"), "Kubek nr \($0)") })
            let troubled = [105, 117, 122].map { OfferID("88000000\($0)") }
            for offer in troubled.reversed() {
                let words = Words(en: "refused", pl: "odmowa")
                try await store.raiseProblem(.commandRefused, subject: offer.text, what: words, why: words, at: Shopfront.opening)
            }
            let others = (100..<130).map { OfferID("88000000\($0)") }.filter { !troubled.contains($0) }
            var (forth, back): ([OfferID], [OfferID]) = ([], [])
            var place = OfferPlace.start
            while true {
                let page = try await store.offerPage(OfferFilter(), by: .problems, from: place, limit: 2)
                forth += page.rows.map(\.view.offer.id)
                guard page.hasLater, let last = page.rows.last else { break }
                place = .after(last.view.offer.id)
            }
            #expect(forth == troubled + others)
            place = .before(others[others.count - 1])
            while true {
                let page = try await store.offerPage(OfferFilter(), by: .problems, from: place, limit: 2)
                back = page.rows.map(\.view.offer.id) + back
                guard page.hasEarlier, let first = page.rows.first else { break }
                place = .before(first.view.offer.id)
            }
            #expect(back == forth.dropLast())
        }
    }
}

extension OfferFilter {
    fileprivate init(text: String? = nil, status: OfferStatus? = nil) {
        self.init()
        (self.text, self.status) = (text, status)
    }
}
