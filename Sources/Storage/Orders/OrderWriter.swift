import Inventory

/// Takes what Allegro tells of orders into the store: the order, its lines, what they reserve, and what was sold of the offers themselves
/// (R7, R18; `docs/reservations.md`).
struct OrderWriter {
    let db: Database
    /// When the delivery came.
    let moment: Timestamp
    /// Products whose reserved pieces may differ now, and whether more of them are held than before.
    private(set) var products: [ProductID: Bool] = [:]
    /// What was sold and nobody has.
    private(set) var oversold: [Oversell] = []
    /// The delivery tells of a buyer whose data was erased.
    private(set) var tellsErased = false

    init(_ db: Database, at moment: Timestamp) { (self.db, self.moment) = (db, moment) }

    /// An event: lines that nobody saw yet are held at once; the order itself is read.
    mutating func take(_ sighting: OrderSighting) throws {
        let order = try Orders.current(db, sighting.order)
        try OrderLooks.ask(db, order, account: sighting.account, due: moment)
        let known = try Orders.known(db, order)
        tellsErased = known?.isErased == true
        if sighting.isInJournal, let known, !known.isRead, !known.isInJournal {
            try Orders.isInJournal(db, order)
            if known.unknownSince != nil { try change(order) { try $0.setFreed(try $0.isFreed(order), order: order) } }
        }
        // What an event older than the form tells is in the form; a line that is not there lives on in another.
        if let known, known.isRead, known.updatedAt.map({ $0 >= sighting.occurredAt }) ?? true { return }
        var unseen = sighting
        unseen.lines = try sighting.lines.filter { try $0.quantity > 0 && Orders.order(db, of: $0.id) == nil }
        guard !unseen.lines.isEmpty else { return }
        if known == nil {
            try Orders.meet(db, sighting, at: moment)
            tellsErased = try Orders.known(db, order)?.isErased == true
        }
        try UnknownOrders.toldMore(db, of: order)
        try change(order) { writer in
            for (index, line) in unseen.lines.enumerated() { try writer.meet(line, position: index, of: order) }
        }
        oversold += try Oversells.judge(db, unseen.lines, knownAt: moment)
    }

    /// A form as it was read: its lines, its state. The form with the latest change counts, whatever comes in which order.
    mutating func take(_ order: Order, readAt: WarehouseLevel.Window) throws {
        try OrderLooks.clear(db, order.id, before: readAt.from)
        let known = try Orders.known(db, order.id)
        tellsErased = known?.isErased == true
        if let known, known.isRead, let before = known.updatedAt, let now = order.updatedAt, now < before { return }
        if let newer = try successor(of: order) {
            // A page read before the merge, told after it.
            if try Orders.known(db, newer)?.isErased == true { tellsErased = true }
            return try change(newer) { try $0.adopt(order.id, into: newer, account: order.account, boughtAt: order.boughtAt) }
        }
        let isBeforeStart = try isBeforeStart(order)
        try Orders.save(db, order, readAt: readAt.to, isBeforeStart: isBeforeStart, at: moment)
        if known == nil, try Orders.eraseIfListed(db, order.id) { tellsErased = true }
        var merged: Set<OrderID> = []
        for line in order.lines {
            if let home = try Orders.order(db, of: line.id), home != order.id { merged.insert(home) }
        }
        // An older form may still be told of; its lines are here now.
        for old in merged.sorted() { try adopt(old, into: order.id, account: order.account, boughtAt: order.boughtAt) }
        if !merged.isEmpty, try Orders.known(db, order.id)?.isErased == true { tellsErased = true }
        if order.fulfilment == .new || order.fulfilment == .processing {
            try Orders.isHere(db, order.id)
        } else if known?.isRead != true, order.fulfilment.hasLeft {
            try Orders.hadLeft(db, order)
        }
        let unseen = try order.lines.filter { try Orders.order(db, of: $0.id) == nil }
        try change(order.id) { writer in
            for (index, line) in order.lines.enumerated() { try writer.meet(line, position: index, of: order.id) }
            try writer.setFreed(try writer.isFreed(order.id), order: order.id)
        }
        try tell(order, isBeforeStart: isBeforeStart)
        try OrderDocuments.orderChanged(db, order, isBeforeStart: isBeforeStart, before: known, at: moment)
        // A document that is wanted since holds what it is to release.
        try settle(order.id)
        oversold += try Oversells.judge(db, unseen, knownAt: moment)
    }

    /// Allegro no longer finds the form: merged into another, which the journal or the sweep brings; or there never was such an order.
    mutating func gone(_ order: OrderID) throws {
        try OrderLooks.clear(db, order, before: moment)
        try db.cachedStatement(sql: "UPDATE orders SET gone_at = ? WHERE id = ? AND gone_at IS NULL").execute(arguments: [
            moment.microseconds, order.text,
        ])
        guard let known = try Orders.known(db, order), let goneAt = known.goneAt else { return }
        guard !known.isRead, !known.isInJournal, moment - goneAt >= UnknownOrders.patience else { return }
        guard try UnknownOrders.isJournalPast(db, known.account, goneAt), try !Reservations.open(db, order: order).isEmpty else { return }
        try UnknownOrders.forget(db, order, at: moment)
        try change(order) { try $0.setFreed(try $0.isFreed(order), order: order) }
    }

    /// An offer's link was wrong: what these lines of it hold is worked out by the corrected one.
    mutating func holdAnew(_ lines: [OrderLine], of order: OrderID) throws {
        try change(order) { writer in
            for line in lines { try Reservations.reopen(writer.db, line) }
            try writer.setFreed(try writer.isFreed(order), order: order)
        }
    }

    /// Something about an order's document or its releases changed: what it holds is worked out again.
    mutating func settle(_ order: OrderID) throws {
        try change(order) { writer in
            guard let known = try Orders.known(writer.db, order), known.isOff || known.hadLeft else { return }
            try writer.setFreed(try writer.isFreed(order), order: order)
        }
    }

    /// Frees what an order holds, or holds it again. What a cancellation frees Allegro may have given back to the offer, or may not.
    private func setFreed(_ isFreed: Bool, order: OrderID) throws {
        guard try Reservations.setFreed(db, isFreed, order: order), isFreed else { return }
        try Offers.mayHaveReturned(db, order, at: moment)
    }

    /// A person says that nothing is to be held any more of what is open now; what is read of the order later does not hold it again.
    mutating func free(_ order: OrderID) throws {
        let moment = moment
        try change(order) { writer in try Reservations.free(writer.db, order: order, at: moment) }
    }

    /// The account's start date was moved past it (R37).
    mutating func startMoved(_ order: Order, isBeforeStart: Bool) throws {
        try db.cachedStatement(sql: "UPDATE orders SET is_before_start = ? WHERE id = ?").execute(arguments: [isBeforeStart, order.id.text])
        try change(order.id) { writer in
            try Reservations.setFreed(writer.db, try writer.isFreed(order.id), order: order.id)
        }
        try tell(order, isBeforeStart: isBeforeStart)
    }

    /// Marks the offers of what is held more or less as to be planned.
    func markProducts() throws {
        for (product, holdsMore) in products.sorted(by: { $0.key < $1.key }) {
            try DirtyMarks.mark(db, product: product, falls: holdsMore, since: moment)
        }
    }

    /// Runs `body` and notes which products it made hold more or less.
    private mutating func change(_ order: OrderID, _ body: (Self) throws -> Void) throws {
        let before = try Reservations.open(db, order: order)
        try body(self)
        try Reservations.settle(db, order: order)
        let after = try Reservations.open(db, order: order)
        for product in Set(before.keys).union(after.keys) {
            let (old, new) = (before[product] ?? 0, after[product] ?? 0)
            if old != new { products[product] = (products[product] ?? false) || new > old }
        }
    }

    /// A line, at its first sight: it is held, and what its offer shows is that much less.
    private func meet(_ line: OrderLine, position: Int, of order: OrderID) throws {
        let isNew = try Orders.order(db, of: line.id) == nil
        try Orders.save(db, line, position: position, of: order)
        guard isNew else { return }
        try Reservations.open(db, line)
        try Offers.sold(db, line, at: moment)
        try Offers.lookAtEnded(db, line, at: moment)
    }

    /// The form that this one's lines live on in, where that one changed later.
    private func successor(of order: Order) throws -> OrderID? {
        for line in order.lines {
            guard let home = try Orders.order(db, of: line.id), home != order.id, let known = try Orders.known(db, home), known.isRead else {
                continue
            }
            if let theirs = known.updatedAt, let ours = order.updatedAt, theirs > ours { return home }
        }
        return nil
    }

    /// The lines of a merged form move on: whatever names the old form means the new one.
    private func adopt(_ old: OrderID, into order: OrderID, account: AccountName, boughtAt: Timestamp) throws {
        try Orders.meet(db, OrderSighting(order: old, account: account, lines: [], occurredAt: boughtAt), at: moment)
        try OrderDocuments.merged(db, old, into: order, at: moment)
        try db.execute(sql: "UPDATE order_lines SET order_id = ? WHERE order_id = ?", arguments: [order.text, old.text])
        try db.execute(sql: "UPDATE order_aliases SET order_id = ? WHERE order_id = ?", arguments: [order.text, old.text])
        try db.execute(
            sql: "INSERT INTO order_aliases (id, order_id) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET order_id = excluded.order_id",
            arguments: [old.text, order.text])
        try db.execute(sql: "UPDATE document_orders SET order_id = ? WHERE order_id = ?", arguments: [order.text, old.text])
        try db.execute(sql: "UPDATE orders SET gone_at = coalesce(gone_at, ?) WHERE id = ?", arguments: [moment.microseconds, old.text])
        try Orders.take(db, firstSightOf: old, into: order)
        // Whose data was erased there, it is here too.
        if try Orders.known(db, old)?.isErased == true { try Orders.erase(db, order) }
        try db.execute(sql: "DELETE FROM order_looks WHERE order_id = ?", arguments: [old.text])
    }

    /// One that Allegro does not know holds nothing. An order that had left before we knew it holds only what a document of ours is to release. One
    /// that is off frees what it holds, unless an invoice of it may yet release it; one from before the start holds only while nobody has sent it
    /// (R37).
    private func isFreed(_ id: OrderID) throws -> Bool {
        guard let order = try Orders.known(db, id) else { return false }
        if order.isFulfilledByAllegro || order.unknownSince != nil { return true }
        if order.hadLeft, try !OrderDocuments.documents(db, around: id).contains(where: \.isOurs) { return true }
        if order.isOff { return try !OrderDocuments.holdsReservations(db, id, order) }
        return order.isBeforeStart && order.fulfilment != .new && order.fulfilment != .processing
    }

    private func isBeforeStart(_ order: Order) throws -> Bool {
        let text = try String.fetchOne(
            db.cachedStatement(sql: "SELECT start_date FROM account_settings WHERE account = ?"), arguments: [order.account.text])
        let start = [text.flatMap { CalendarDate($0) }?.startInPoland, try Store.documentsFrom(db)].compactMap(\.self).max()
        guard let start, order.boughtAt < start else { return false }
        // A start date moved forward changes nothing that has a document.
        return try !OrderDocuments.documents(db, around: order.id).contains { $0.mayExist }
    }

    /// Orders from before the start that still wait are put before a person (R37).
    private func tell(_ order: Order, isBeforeStart: Bool) throws {
        let isOpen = order.status != .cancelled && (order.fulfilment == .new || order.fulfilment == .processing)
        guard isBeforeStart, isOpen, !order.isFulfilledByAllegro else {
            return try Problems.settle(db, kind: .orderBeforeStart, subject: order.id.text, by: "over", at: moment)
        }
        try Problems.raise(
            db, kind: .orderBeforeStart, subject: order.id.text,
            what: Words(
                en: "Order \(order.id) was bought before the start date and is not sent yet",
                pl: "Zamówienie \(order.id) złożono przed datą startu i nie zostało jeszcze wysłane"),
            why: Words(
                en: "its pieces stay reserved; it gets no document from Stockgate",
                pl: "jego sztuki pozostają zarezerwowane; Stockgate nie wystawi dokumentu"),
            at: moment)
    }
}
