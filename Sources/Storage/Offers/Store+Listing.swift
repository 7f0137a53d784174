import Inventory

extension Store {
    /// An offer that Allegro lists and that was never seen: unlinked and not synchronised.
    static func importOffer(_ db: Database, _ listing: OfferListing, account: AccountName) throws {
        let sighting = listing.sighting
        // What an ended offer carries is shown to nobody.
        let shown = sighting.status == .ended ? 0 : sighting.quantity
        let running = shown.flatMap { $0 > 0 ? $0 : nil }
        try db.execute(
            sql: """
                INSERT INTO offers (id, account, name, search, format, status, ended_by, external_id, image_url, is_fulfilled_by_allegro,
                    shown_low, shown_high, kept_quantity, last_quantity, ended_at, read_at, sighted_from, sighted_to)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                listing.id.text, account.text, listing.name, listing.searchText, listing.format.rawValue, sighting.status.rawValue,
                sighting.status == .ended ? sighting.endedBy?.rawValue : nil, listing.externalID, listing.imageURL,
                listing.isFulfilledByAllegro, shown, shown, sighting.status == .ended ? sighting.quantity : nil, running,
                sighting.status == .ended ? sighting.endedAt?.microseconds : nil, sighting.window.to.microseconds, sighting.window.from.microseconds,
                sighting.window.to.microseconds,
            ])
    }

    /// What a listing tells of an offer beside what it shows.
    static func describe(_ db: Database, _ listing: OfferListing) throws {
        try db.cachedStatement(
            sql: """
                UPDATE offers SET name = ?2, format = ?3, external_id = ?4, image_url = coalesce(?5, image_url), is_fulfilled_by_allegro = ?6,
                    search = ?7
                WHERE id = ?1 AND (name <> ?2 OR format <> ?3 OR external_id IS NOT ?4 OR image_url IS NOT coalesce(?5, image_url)
                    OR is_fulfilled_by_allegro <> ?6)
                """
        ).execute(arguments: [
            listing.id.text, listing.name, listing.format.rawValue, listing.externalID, listing.imageURL, listing.isFulfilledByAllegro,
            listing.searchText,
        ])
    }
}

extension OfferListing {
    fileprivate var searchText: String { SearchText.fold(name, id.text, externalID ?? "") }
}
