import Inventory

/// The rows of `pending_choices`: what was chosen before a total loss and waits for its offer and its products (R36).
enum PendingChoices {
    /// Those that nobody lists are one problem.
    static let subject = "choices"
    static let columns = "offer, buffer, cap, is_synchronised, auto_close, auto_resume, is_paused"

    static func keep(_ db: Database, _ choice: Choices.OfferChoice, for offer: OfferID) throws {
        // What waited for it before is gone, its components with it.
        try db.cachedStatement(sql: "DELETE FROM pending_components WHERE offer = ?").execute(arguments: [offer.text])
        try db.cachedStatement(
            sql: """
                INSERT INTO pending_choices (\(columns)) VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (offer) DO UPDATE SET buffer = excluded.buffer, cap = excluded.cap, is_synchronised = excluded.is_synchronised,
                    auto_close = excluded.auto_close, auto_resume = excluded.auto_resume, is_paused = excluded.is_paused, applied_at = NULL
                """
        ).execute(arguments: [
            offer.text, choice.link?.buffer ?? 0, choice.link?.cap, choice.isSynchronised, choice.autoClose, choice.autoResume, choice.isPaused,
        ])
        for component in choice.link?.components ?? [] {
            try db.cachedStatement(sql: "INSERT INTO pending_components (offer, product, units) VALUES (?, ?, ?)").execute(arguments: [
                offer.text, component.product.text, component.units,
            ])
        }
    }

    static func all(_ db: Database) throws -> [OfferID: Choices.OfferChoice] {
        var choices: [OfferID: Choices.OfferChoice] = [:]
        let rows = try Row.fetchCursor(db, sql: "SELECT \(columns) FROM pending_choices")
        while let row = try rows.next() { choices[OfferID(row[0])] = try choice(db, row, components: "pending_components") }
        return choices
    }

    /// A row of ``columns``, with the components that `table` holds for it.
    static func choice(_ db: Database, _ row: Row, components table: String) throws -> Choices.OfferChoice {
        let components = try Row.fetchAll(
            db.cachedStatement(sql: "SELECT product, units FROM \(table) WHERE offer = ? ORDER BY product"), arguments: [row[0] as String]
        ).map { OfferLink.Component(product: ProductID($0[0]), units: $0[1]) }
        var choice = Choices.OfferChoice(link: components.isEmpty ? nil : OfferLink(components: components, buffer: row[1], cap: row[2]))
        choice.isSynchronised = row[3]
        choice.autoClose = row[4]
        choice.autoResume = row[5]
        choice.isPaused = row[6]
        return choice
    }

    /// True of a choice `p` whose offer and products are known, of a set the stock as well (R42).
    private static let isReady = """
        (p.offer IN (SELECT id FROM offers) AND NOT EXISTS (
            SELECT 1 FROM pending_components c WHERE c.offer = p.offer AND c.product NOT IN (SELECT id FROM products))
            AND ((SELECT count(*) FROM pending_components c WHERE c.offer = p.offer) < 2 OR NOT EXISTS (
                SELECT 1 FROM pending_components c WHERE c.offer = p.offer
                    AND c.product NOT IN (SELECT product FROM levels WHERE reading_to IS NOT NULL))))
        """
    /// True of one that was applied and whose end is known by now.
    private static let isEndKnown = "(p.applied_at IS NOT NULL AND (o.read_at > p.applied_at OR (o.status = 'ended' AND o.ended_by <> 'unknown')))"

    /// Whether there is anything to do for those that wait.
    static func hasWork(_ db: Database) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT EXISTS (SELECT 1 FROM pending_choices p WHERE p.applied_at IS NULL AND \(isReady))
                        OR EXISTS (SELECT 1 FROM pending_choices p JOIN offers o ON o.id = p.offer WHERE \(isEndKnown))
                    """)) ?? false
    }

    /// Those that can be applied; the synchronised ones first: they switch off what the others must not have (R12).
    static func ready(_ db: Database, limit: Int) throws -> [OfferID] {
        try String.fetchAll(
            db,
            sql: """
                SELECT p.offer FROM pending_choices p WHERE p.applied_at IS NULL AND \(isReady)
                ORDER BY p.is_synchronised DESC, p.offer LIMIT ?
                """, arguments: [limit]
        ).map { OfferID($0) }
    }

    /// Those that cannot, by id.
    static func unready(_ db: Database) throws -> [String] {
        try String.fetchAll(db, sql: "SELECT p.offer FROM pending_choices p WHERE p.applied_at IS NULL AND NOT \(isReady) ORDER BY p.offer")
    }

    /// Applies one by today's rules. What a person chose for the offer meanwhile stands. Returns why sync stays off, where it does.
    static func apply(_ db: Database, _ offer: OfferID, at moment: Timestamp) throws -> SwitchOutcome.Refusal? {
        guard let known = try Offers.offer(db, offer),
            let row = try Row.fetchOne(db, sql: "SELECT \(columns) FROM pending_choices WHERE offer = ?", arguments: [offer.text])
        else { return nil }
        let choice = try choice(db, row, components: "pending_components")
        guard known.link == nil else {
            try drop(db, offer)
            return nil
        }
        if let link = choice.link { try Offers.saveLink(db, offer, link, at: moment) }
        if choice.isPaused {
            // Its end was the pause's; Allegro says no more than USER.
            try db.execute(
                sql: "UPDATE offers SET is_paused = 1, ended_by = CASE WHEN status = 'ended' THEN 'pause' END WHERE id = ?",
                arguments: [offer.text])
        }
        var refusal: SwitchOutcome.Refusal?
        if choice.isSynchronised {
            let (linked, products) = (try Offers.offer(db, offer), AvailabilityCache(db))
            let outcome = try Switches.decideSync(db, linked, enabled: true, products)
            if case .enabled = outcome, let linked { try Switches.on(db, linked, products, at: moment) }
            if case .refused(let reason) = outcome { refusal = reason }
        } else if choice.autoClose || choice.autoResume {
            try switchAuto(db, offer, choice)
        }
        let watchesEnd = known.status == .ended && !choice.isPaused && (choice.isSynchronised || choice.autoClose || choice.autoResume)
        guard watchesEnd else {
            try drop(db, offer)
            return refusal
        }
        try db.execute(sql: "UPDATE pending_choices SET applied_at = ? WHERE offer = ?", arguments: [moment.microseconds, offer.text])
        // Who ended it stands in the offer's detail only.
        try DirtyMarks.look(db, at: offer, due: moment)
        return refusal
    }

    /// Of an end from before the loss nobody can tell whose it was, unless Allegro says that the offer sold out: it stays, and a person is asked.
    static func settleEnds(_ db: Database, at moment: Timestamp) throws -> Int {
        let rows = try Row.fetchAll(
            db,
            sql: """
                SELECT o.id, o.name, o.status = 'ended' AND o.ended_by NOT IN ('gateway', 'sold_out', 'pause'), o.ended_by
                FROM pending_choices p JOIN offers o ON o.id = p.offer WHERE \(isEndKnown)
                """)
        for row in rows {
            let offer = OfferID(row[0])
            try drop(db, offer)
            guard row[2] else { continue }
            let (name, cause): (String, String) = (row[1], row[3])
            try Problems.raise(
                db, kind: .endedUnknown, subject: offer.text,
                what: Words(
                    en: "Offer \(offer) (\(name)) ended before the database was lost",
                    pl: "Oferta \(offer) (\(name)) zakończyła się przed utratą bazy"),
                why: Words(
                    en: "nobody can tell any more whose end it was (as far as Allegro says: \(cause)); it stays ended until a person resumes it",
                    pl: "nie wiadomo już, kto ją zakończył (według Allegro: \(cause)); pozostaje zakończona, dopóki ktoś jej nie wznowi"), at: moment)
        }
        return rows.count
    }

    private static func drop(_ db: Database, _ offer: OfferID) throws {
        try db.cachedStatement(sql: "DELETE FROM pending_choices WHERE offer = ?").execute(arguments: [offer.text])
    }

    /// Beside a synchronised offer of the same product they stay off (R12).
    private static func switchAuto(_ db: Database, _ offer: OfferID, _ choice: Choices.OfferChoice) throws {
        try db.execute(
            sql: """
                UPDATE offers SET auto_close = ?2, auto_resume = ?3 WHERE id = ?1 AND NOT EXISTS (
                    SELECT 1 FROM offer_components a JOIN offer_components b ON b.product = a.product JOIN offers o ON o.id = b.offer
                    WHERE a.offer = ?1 AND o.is_synchronised = 1 AND o.status <> 'archived')
                """, arguments: [offer.text, choice.autoClose, choice.autoResume])
    }
}
