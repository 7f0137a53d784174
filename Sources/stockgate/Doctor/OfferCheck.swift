import Allegro
import CurlClient
import Inventory
import OpenSSLCrypto
import Storage

/// What may pull at the offers beside the gateway: Allegro's own relisting, and other programs.
enum OfferCheck {
    /// Offers that are asked for one by one, in one run.
    static let sample = 50

    struct Facts: Sendable {
        /// Synchronised offers that were asked for, and those that Allegro would list again by itself (R15).
        var asked = 0
        var relisted: [OfferID] = []
        /// There are more than were asked for.
        var hasMore = false
        /// Open problems that tell of another program's documents, and of its changes.
        var foreignDocuments = 0
        var foreignHands = 0
        /// Another program is to document the orders of some account.
        var isDocumentedElsewhere = false
    }

    static func judge(_ facts: Facts) -> [Finding] {
        var findings: [Finding] = []
        if !facts.relisted.isEmpty {
            findings.append(
                .fail(
                    .republish, .configuration,
                    "Allegro would list \(facts.relisted.count) synchronised offers again by itself: \(listed(facts.relisted))",
                    "switch „Wznawiaj automatycznie” off for them on Allegro, or sync off and on; each would come back with its first quantity"))
        } else if facts.asked > 0 {
            findings.append(
                .ok(.republish, "none of \(facts.asked) synchronised offers\(facts.hasMore ? " looked at" : "") is listed again by Allegro itself"))
        }
        let advice = "in wFirma, switch the Allegro add-on's synchronisation and documents off; or set the account's document to other_program"
        if facts.foreignDocuments > 0, !facts.isDocumentedElsewhere {
            findings.append(
                .warn(.addOn, "another program documents orders (\(facts.foreignDocuments) open problems): perhaps wFirma's add-on", advice))
        } else if facts.foreignHands > 0 {
            findings.append(.warn(.addOn, "somebody else changes \(facts.foreignHands) synchronised offers: perhaps wFirma's add-on", advice))
        } else {
            findings.append(.ok(.addOn, "nothing tells of another program at work; wFirma's API does not say whether its add-on is on"))
        }
        return findings
    }

    private static func listed(_ offers: [OfferID]) -> String {
        offers.prefix(5).map(\.text).joined(separator: ", ") + (offers.count > 5 ? ", …" : "")
    }

    /// - Parameter clients: by account, with the token that opens it.
    static func gather(_ store: Store, clients: [String: (AllegroClient, Secret)]) async throws -> Facts {
        var facts = Facts()
        var filter = OfferFilter()
        filter.isSynchronised = true
        let offers = try await store.offers(filter, after: nil, limit: sample + 1)
        facts.hasMore = offers.count > sample
        for view in offers.prefix(sample) {
            guard let (client, token) = clients[view.offer.account.text] else { continue }
            guard let detail = try? await client.offer(view.offer.id, token: token).value else { continue }
            facts.asked += 1
            if detail.republish { facts.relisted.append(detail.id) }
        }
        let problems = try await store.problemCounts()
        facts.foreignDocuments = problems[.foreignDocument] ?? 0
        facts.foreignHands = problems[.foreignHand] ?? 0
        facts.isDocumentedElsewhere = try await store.settings().accounts.values.contains { $0.document == .otherProgram }
        return facts
    }
}
