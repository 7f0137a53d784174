import Inventory

/// What a person's decision about a problem does, within its transaction.
struct ProblemActions {
    let db: Database
    let moment: Timestamp

    func carryOut(_ action: OpenProblem.Action, on problem: OpenProblem) throws {
        switch action {
        case .retry where problem.kind == .republishRefused: try OfferEdits.retry(db, OfferID(problem.subject), due: moment)
        case .retry: try plan(anew: OfferID(problem.subject))
        // Dismissed as well: nobody would ever be asked about these ends again.
        case .dismiss, .drop: if problem.kind == .brake { try HeldEnds.decide(db, .dropped, at: moment) }
        case .release: try HeldEnds.decide(db, .released, at: moment)
        case .resume:
            guard let offer = try Offers.offer(db, OfferID(problem.subject)) else { return }
            try Switches.wish(db, offer, .resume, isPaused: false, at: moment)
        case .match:
            guard let document = problem.detail else { return }
            _ = try OrderMatching.match(db, DocumentID(document), to: OrderID(problem.subject), at: moment)
        case .free: try OrderMatching.free(db, OrderID(problem.subject), at: moment)
        case .issueInvoice: try OrderDocuments.wantAgain(db, OrderID(problem.subject), .document, at: moment)
        case .issueCorrection: try OrderDocuments.wantCorrection(db, OrderID(problem.subject), at: moment)
        }
    }

    /// What was refused or given up is tried again.
    private func plan(anew offer: OfferID) throws {
        try db.execute(
            sql: """
                UPDATE offers SET stopped_target = NULL, refusals = 0, foreign_changes = 0, foreign_at = NULL, is_contested = 0 WHERE id = ?
                """, arguments: [offer.text])
        try DirtyMarks.look(db, at: offer, due: moment)
        try DirtyMarks.mark(db, offer: offer, falls: true, since: moment)
    }
}
