/// An asynchronous edit of one offer, begun by PATCH and asked for under its `Location`.
struct OfferOperation: Sendable {
    let offer: String
    let startedAt: SandboxInstant
    let edit: OfferEdit
    var isDone = false

    /// How long a finished operation can be asked for.
    static let life: Duration = .seconds(3600)
}

/// What a PATCH changes.
struct OfferEdit: Sendable, Equatable {
    var republish: Bool?
    var available: Int?
    var status: SandboxOffer.Status?
}
