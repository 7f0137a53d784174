/// Pieces of one product that a line of an order was sold and that are not yet released (R7).
public struct Reservation: Sendable, Equatable {
    public var line: LineItemID
    public var order: OrderID
    public var product: ProductID
    /// Quantity × units.
    public var pieces: Int
    /// When the line was bought: the oldest is fulfilled first.
    public var boughtAt: Timestamp
    /// The line is cancelled: nothing is held for it. A release that came all the same still counts as its.
    public var isFreed: Bool

    public init(line: LineItemID, order: OrderID, product: ProductID, pieces: Int, boughtAt: Timestamp, isFreed: Bool = false) {
        self.line = line
        self.order = order
        self.product = product
        self.pieces = pieces
        self.boughtAt = boughtAt
        self.isFreed = isFreed
    }
}

/// What one document (with its corrections) released for an order.
public struct OrderRelease: Sendable, Equatable {
    /// The document's family (``DocumentFamily/root``).
    public var document: DocumentID
    /// Whole pieces taken out of stock, by product, over all warehouses; none of a product that it put back.
    public var pieces: [ProductID: Int]

    public init(document: DocumentID, pieces: [ProductID: Int]) {
        self.document = document
        self.pieces = pieces
    }
}

/// Pieces of a reservation that a document's release closed.
public struct Closing: Sendable, Equatable {
    public var line: LineItemID
    public var product: ProductID
    public var document: DocumentID
    public var pieces: Int

    public init(line: LineItemID, product: ProductID, document: DocumentID, pieces: Int) {
        self.line = line
        self.product = product
        self.document = document
        self.pieces = pieces
    }
}

extension Reservation {
    /// Which release closes which reservation of one order (`docs/reservations.md`).
    ///
    /// It is worked out anew from everything that stands now, so a replaced, deleted or corrected document reopens what it closed: each release
    /// takes as many pieces as it carries, the oldest line first and a cancelled one last; what is left of it is plain movement of stock.
    ///
    /// - Parameter releases: in the order in which the documents became known.
    public static func closings(of reservations: [Reservation], by releases: [OrderRelease]) -> [Closing] {
        let waiting = reservations.sorted {
            ($0.isFreed ? 1 : 0, $0.boughtAt, $0.line, $0.product) < ($1.isFreed ? 1 : 0, $1.boughtAt, $1.line, $1.product)
        }
        var open = waiting.map(\.pieces)
        var closings: [Closing] = []
        for release in releases {
            var left = release.pieces
            for (index, reservation) in waiting.enumerated() {
                let taken = min(open[index], left[reservation.product] ?? 0)
                guard taken > 0 else { continue }
                open[index] -= taken
                left[reservation.product, default: 0] -= taken
                closings.append(Closing(line: reservation.line, product: reservation.product, document: release.document, pieces: taken))
            }
        }
        return closings
    }
}
