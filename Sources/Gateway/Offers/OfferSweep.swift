import Allegro
import Inventory
import Storage

/// Compares every offer of every account with what Allegro lists (R22), page by page, at the lowest priority.
struct OfferSweep: Sendable {
    /// Offers a page; Allegro gives at most 1000.
    static let pageLimit = 1000
    /// Offers that were not listed, read by themselves after one comparison: an empty answer makes no flood of questions.
    static let unlistedLimit = 100

    let store: Store
    let access: AllegroAccess
    let rules: CommandRules
    let progress: ReadingProgress

    struct Outcome: Sendable {
        var compared = 0
        var drifts: [Drift] = []
        /// Why an account could not be compared to its end; the others were.
        var faults: [AccountName: ReadingFault] = [:]
    }

    func run() async -> Outcome {
        var outcome = Outcome()
        for account in access.accounts {
            do throws(ReadingFault) { try await sweep(account, &outcome) } catch { outcome.faults[account.name] = error }
        }
        return outcome
    }

    private func sweep(_ account: AllegroAccess.Account, _ outcome: inout Outcome) async throws(ReadingFault) {
        progress.began(.offers(account.name), at: access.clock())
        defer { progress.ended() }
        var offset = 0
        var listed: Set<OfferID> = []
        while true {
            let page = try await account.listings(
                OfferPageRequest(offset: offset, limit: Self.pageLimit), for: .comparison, access.clock)
            // Whose end is not explained is asked by itself, by the offer reader.
            let report = try await account.keep(page.listings, in: store, rules: rules, access.clock)
            outcome.compared += page.listings.count
            outcome.drifts += report.drifts
            listed.formUnion(page.listings.map(\.id))
            offset += page.rows
            progress.read(offset, of: page.total)
            if page.rows == 0 || offset >= page.total { break }
        }
        do {
            try await store.lookAtUnlisted(of: account.name, listed: listed, limit: Self.unlistedLimit, at: access.clock())
        } catch {
            throw .store(error)
        }
    }
}
