/// How Allegro took an edit of an offer.
public enum OfferEdit: Sendable, Equatable {
    /// Done when the answer came.
    case done
    /// Taken, and carried out later: ask for the operation, after `retryAfter` where Allegro says so.
    case accepted(operation: String?, retryAfter: Duration?)
}

/// How far an accepted edit is.
public enum OfferOperation: Sendable, Equatable {
    /// `status`: PENDING, IN_PROGRESS.
    case underway(status: String, retryAfter: Duration?)
    case done
}
