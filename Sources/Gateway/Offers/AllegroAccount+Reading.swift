import Allegro
import Inventory
import Metrics
import Storage

extension AllegroAccess.Account {
    /// Reads these offers with one request and takes what they show. Returns those whose detail must be asked: `doubted` ones, those whose end is
    /// not explained or that the list no longer holds. With them comes when they ended, which the list alone tells.
    func read(
        _ offers: [OfferID], doubted: Set<OfferID>, into store: Store, rules: CommandRules, for use: Allowance.Use, _ clock: @Sendable () -> Timestamp
    ) async throws(ReadingFault) -> [(offer: OfferID, endedAt: Timestamp?)] {
        guard !offers.isEmpty else { return [] }
        let page = OfferPageRequest(offset: 0, limit: offers.count, ids: offers)
        let listings = try await listings(page, for: use, clock).listings
        let report = try await keep(listings.filter { !doubted.contains($0.id) }, in: store, rules: rules, clock)
        let unclear = doubted.union(report.needDetail).union(Set(offers).subtracting(listings.map(\.id)))
        return unclear.sorted().map { offer in (offer, listings.first { $0.id == offer }?.sighting.endedAt) }
    }

    /// Reads one offer's detail and takes what it shows; one that Allegro no longer finds is archived.
    ///
    /// - Parameter endedAt: when it ended, as the list said.
    func readDetail(
        _ offer: OfferID, endedAt: Timestamp?, into store: Store, rules: CommandRules, for use: Allowance.Use, _ clock: @Sendable () -> Timestamp
    ) async throws(ReadingFault) {
        let known: OfferView?
        do { known = try await store.offer(offer) } catch { throw .store(error) }
        guard let known else { return }
        do throws(ReadingFault) {
            let answer = try await timed(for: use, clock) { token throws(AllegroError) in try await client.offer(offer, token: token) }
            let (detail, isFulfilled) = (answer.value, known.offer.isFulfilledByAllegro)
            guard let listing = OfferListing(detail, isFulfilledByAllegro: isFulfilled, endedAt: endedAt, window: answer.theirs) else {
                throw ReadingFault.allegro(
                    .unreadable(reason: "status \(detail.status), format \(detail.format) of offer \(offer)", traceID: nil))
            }
            _ = try await keep([listing], in: store, rules: rules, clock)
        } catch ReadingFault.allegro(.notFound) {
            do { try await store.archive(offer, at: clock()) } catch { throw .store(error) }
        }
    }

    /// One page of the account's offers, as listings, and how many there are in all.
    func listings(
        _ page: OfferPageRequest, for use: Allowance.Use, _ clock: @Sendable () -> Timestamp
    ) async throws(ReadingFault) -> (listings: [OfferListing], total: Int, rows: Int) {
        let answer = try await timed(for: use, clock) { token throws(AllegroError) in try await client.offers(page, token: token) }
        let offers = answer.value.offers
        return (offers.compactMap { OfferListing($0, window: answer.theirs) }, answer.value.totalCount, offers.count)
    }

    /// Writes what listings show.
    func keep(
        _ listings: [OfferListing], in store: Store, rules: CommandRules, _ clock: @Sendable () -> Timestamp
    ) async throws(ReadingFault) -> SightingReport {
        do {
            let report = try await store.take(listings, account: name, rules: rules, at: clock(), theirs: theirClock.offset)
            for hand in report.foreignHands {
                Counter(label: "stockgate_foreign_changes_total", dimensions: [("kind", hand.rawValue)]).increment()
            }
            return report
        } catch {
            throw .store(error)
        }
    }
}
