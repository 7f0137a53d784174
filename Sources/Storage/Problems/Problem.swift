public import Inventory

/// Something that needs a person.
public struct OpenProblem: Sendable, Equatable {
    /// What kind of thing it is; names as the interface fixes them.
    public enum Kind: String, Sendable, Codable, CaseIterable {
        case commandRefused = "command_refused"
        case commandUnconfirmed = "command_unconfirmed"
        /// Allegro's own relisting of a synchronised offer could not be switched off, or be given back (R15).
        case republishRefused = "republish_refused"
        case foreignHand = "foreign_hand"
        case brake
        case deadDelivery = "dead_delivery"
        case invoiceRefused = "invoice_refused"
        /// The correction of an order's document was not made, or did not reach the order (R48).
        case correctionRefused = "correction_refused"
        case orderWithoutStock = "order_without_stock"
        case orderCancelledAfterInvoice = "order_cancelled_after_invoice"
        case reservationLeftOver = "reservation_left_over"
        case webhookSilent = "webhook_silent"
        case authorisationExpired = "authorisation_expired"
        /// An account's access token ran out and cannot be renewed at the moment, while work waits for it.
        case renewalFailing = "renewal_failing"
        case foreignDocument = "foreign_document"
        case setIncomplete = "set_incomplete"
        /// The goods of a synchronised offer lie in Allegro's own warehouse by now: it is left alone (R14).
        case fulfilledByAllegro = "fulfilled_by_allegro"
        /// Offers of an account are synchronised that the configuration no longer lists.
        case accountNotConfigured = "account_not_configured"
        case documentMismatch = "document_mismatch"
        /// The buyer pays another total than the issued document states (R43).
        case totalChanged = "total_changed"
        /// An issued document released nothing from stock that we were told of.
        case releaseMissing = "release_missing"
        case endedUnknown = "ended_unknown"
        case orderBeforeStart = "order_before_start"
        /// The start date was moved back: these orders get their document now (R37).
        case startDateMoved = "start_date_moved"
        case newWarehouse = "new_warehouse"
        case archivedSoon = "archived_soon"
        /// What one side says of a product, an offer or everything cannot be read, again and again.
        case comparisonFailing = "comparison_failing"
        /// The choices file could not be read when the gateway started, and was put aside (R36).
        case choicesUnreadable = "choices_unreadable"
    }

    /// What a person can do about it.
    public enum Action: String, Sendable, Codable, CaseIterable {
        case retry, dismiss
        /// The brake: the held ends are sent, or dropped until the product's next change of stock (R30).
        case release, drop
        case issueInvoice = "issue_invoice"
        case issueCorrection = "issue_correction"
        /// The proposed document fulfils the order.
        case match
        /// Nothing fulfils the order any more: what it holds is free.
        case free
        /// The ended offer comes back.
        case resume
    }

    public var id: Int64
    public var kind: Kind
    /// The offer, order, delivery, product or account that it is about.
    public var subject: String
    public var what: Words
    public var why: Words
    /// What an action needs, e.g. the proposed document.
    public var detail: String?
    public var since: Timestamp

    /// What a person can do about it; everything can be dismissed.
    public var actions: [Action] {
        switch kind {
        case .commandRefused, .commandUnconfirmed, .republishRefused, .foreignHand: [.retry, .dismiss]
        case .brake: [.release, .drop, .dismiss]
        case .orderWithoutStock, .invoiceRefused: [.issueInvoice, .dismiss]
        case .orderCancelledAfterInvoice, .correctionRefused: [.issueCorrection, .dismiss]
        case .reservationLeftOver: detail == nil ? [.free, .dismiss] : [.match, .free, .dismiss]
        case .endedUnknown: [.resume, .dismiss]
        case .deadDelivery, .authorisationExpired, .renewalFailing, .webhookSilent, .foreignDocument, .setIncomplete, .documentMismatch,
            .totalChanged, .releaseMissing, .orderBeforeStart, .startDateMoved, .newWarehouse, .archivedSoon, .comparisonFailing, .fulfilledByAllegro,
            .accountNotConfigured, .choicesUnreadable:
            [.dismiss]
        }
    }
}

extension OpenProblem.Kind {
    /// Its subject is an offer, or may be one.
    var concernsOffer: Bool {
        switch self {
        case .commandRefused, .commandUnconfirmed, .republishRefused, .foreignHand, .setIncomplete, .fulfilledByAllegro, .endedUnknown, .archivedSoon,
            .comparisonFailing:
            true
        case .brake, .deadDelivery, .invoiceRefused, .correctionRefused, .releaseMissing, .orderWithoutStock, .orderCancelledAfterInvoice,
            .reservationLeftOver, .webhookSilent, .authorisationExpired, .renewalFailing, .foreignDocument, .documentMismatch, .totalChanged,
            .orderBeforeStart,
            .startDateMoved, .newWarehouse, .accountNotConfigured, .choicesUnreadable:
            false
        }
    }
}
