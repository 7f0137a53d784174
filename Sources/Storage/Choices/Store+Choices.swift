public import Inventory

extension Store {
    /// Rises with every change of a choice, whoever made it.
    public func choiceChanges() async throws -> Int64 {
        try await read { db in try Int64.fetchOne(db.cachedStatement(sql: "SELECT count FROM choice_changes")) ?? 0 }
    }

    /// All choices as they stand, with those that still wait for their offer, and the offers' names for who reads them.
    public func choices() async throws -> (choices: Choices, names: [OfferID: String]) {
        try await read(Self.choices)
    }

    /// The same inside a transaction.
    static func choices(_ db: Database) throws -> (choices: Choices, names: [OfferID: String]) {
        var choices = Choices()
        var names: [OfferID: String] = [:]
        choices.settings = try Self.settings(db)
        choices.documentsFrom = try Self.documentsFrom(db)
        choices.offers = try PendingChoices.all(db)
        let rows = try Row.fetchCursor(
            db,
            sql: """
                SELECT o.id, o.buffer, o.cap, o.is_synchronised, o.auto_close, o.auto_resume, o.is_paused, o.name FROM offers o
                WHERE o.is_synchronised = 1 OR o.auto_close = 1 OR o.auto_resume = 1 OR o.is_paused = 1 OR o.id IN (SELECT offer FROM offer_components)
                """)
        while let row = try rows.next() {
            let offer = OfferID(row[0])
            choices.offers[offer] = try PendingChoices.choice(db, row, components: "offer_components")
            names[offer] = row[7]
        }
        return (choices, names)
    }

    /// Whether this database met the choices file already; until then it is fresh, and the file is what is known of the shop.
    public func hasAdoptedChoices() async throws -> Bool {
        try await read { db in try Bool.fetchOne(db, sql: "SELECT adopted_at IS NOT NULL FROM choice_changes") ?? false }
    }

    /// Takes the choices from before a total loss; nil when there were none. Settings count at once, but for accounts that were set meanwhile;
    /// each offer's choice waits until Allegro lists the offer and wFirma its products.
    public func adoptChoices(_ choices: Choices?, at moment: Timestamp) async throws {
        try await write { db in
            if let choices {
                var settings = choices.settings
                settings.accounts.merge(try Self.settings(db).accounts) { _, chosenSince in chosenSince }
                try Self.keep(settings, db)
                try db.execute(
                    sql: "UPDATE settings SET documents_from = coalesce(documents_from, ?)", arguments: [choices.documentsFrom?.microseconds])
                for (offer, choice) in choices.offers.sorted(by: { $0.key < $1.key }) { try PendingChoices.keep(db, choice, for: offer) }
            }
            try db.execute(sql: "UPDATE choice_changes SET adopted_at = ?", arguments: [moment.microseconds])
        }
    }

    /// What became of the choices that waited.
    public struct AdoptionProgress: Sendable, Equatable {
        /// Offers whose choice was applied or settled now.
        public var settled = 0
        /// Sync that a rule refuses by now; the link stays.
        public var refused: [(offer: OfferID, reason: SwitchOutcome.Refusal)] = []
        public var isWaiting = false

        public static func == (left: Self, right: Self) -> Bool {
            left.settled == right.settled && left.isWaiting == right.isWaiting && left.refused.elementsEqual(right.refused, by: ==)
        }
    }

    /// Both sides were compared to their ends: choices that still wait for an offer that Allegro does not list, or for a product that wFirma does
    /// not, are put before a person, in one problem. They are applied all the same should it be listed one day.
    public func tellWaitingChoices(at moment: Timestamp) async throws {
        let (kind, subject) = (OpenProblem.Kind.comparisonFailing, PendingChoices.subject)
        let (offers, isDismissed) = try await read { db in
            let dismissed = try Bool.fetchOne(
                db, sql: "SELECT 1 FROM problems WHERE kind = ? AND subject = ? AND settled_by = 'dismiss'", arguments: [kind.rawValue, subject])
            return (try PendingChoices.unready(db), dismissed ?? false)
        }
        guard !offers.isEmpty else { return try await settleProblem(kind, subject: subject, at: moment) }
        // What a person has seen and let be is not asked again.
        guard !isDismissed else { return }
        let names = offers.prefix(20).joined(separator: ", ")
        let more = offers.count > 20 ? offers.count - 20 : 0
        try await raiseProblem(
            kind, subject: subject,
            what: Words(
                en: "Choices from before the loss wait for offers or products that nobody lists: \(offers.count)",
                pl: "Ustawienia sprzed utraty bazy czekają na oferty lub produkty, których nikt nie podaje: \(offers.count)"),
            why: Words(
                en: "Allegro does not list the offer, or wFirma its products: \(names)\(more > 0 ? " and \(more) more" : "")",
                pl: "Allegro nie podaje oferty albo wFirma jej produktów: \(names)\(more > 0 ? " i jeszcze \(more)" : "")"), at: moment)
    }

    /// Applies waiting choices whose offer and products are known by now, the synchronised ones first, at most `limit`.
    public func applyPendingChoices(limit: Int, at moment: Timestamp) async throws -> AdoptionProgress {
        // Most of the time there is nothing to write.
        let idle = try await read { db -> AdoptionProgress? in
            guard try !PendingChoices.hasWork(db) else { return nil }
            var progress = AdoptionProgress()
            progress.isWaiting = try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM pending_choices)") ?? false
            return progress
        }
        if let idle { return idle }
        return try await write { db in
            var progress = AdoptionProgress()
            for offer in try PendingChoices.ready(db, limit: limit) {
                if let reason = try PendingChoices.apply(db, offer, at: moment) { progress.refused.append((offer, reason)) }
                progress.settled += 1
            }
            progress.settled += try PendingChoices.settleEnds(db, at: moment)
            if try PendingChoices.unready(db).isEmpty {
                try Problems.settle(db, kind: .comparisonFailing, subject: PendingChoices.subject, by: "over", at: moment)
            }
            progress.isWaiting = try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM pending_choices)") ?? false
            return progress
        }
    }
}
