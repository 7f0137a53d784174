/// One step in the life of the tables. A step that was released is never changed; a new one is added to ``all``.
struct Migration: Sendable {
    /// Kept in the file for ever.
    let name: String
    let sql: String
    /// Whether a program of the version before works rightly with the tables after it: it adds a table, an index, or a column that may be left out, and
    /// nothing that was written or erased before needs to be written or erased there as well.
    var isAdditive = false

    /// In the order in which they are applied; one file a topic.
    static let all: [Migration] = [
        deliveries, tokens, settings, sealedSecrets, wishes, stock, offers, outbox, problems, orders, orderDocuments, choices,
        webhookWatch, oversells, allegroClock, documentBounds, documentTerms, personalData, notices, users, offerLists, orderDecisions,
        ordersOff, shadow, accountConnections, waiting, erasedOrders, offerEditsDue, writtenChoices, moves, documentsByRecording,
        backups, looksThatWait, reach, rises, moveStages, shop,
    ]
}
