import Inventory

/// Carries one delivery's inputs through the ledger's rules: loads the slice, asks the rule, writes the change (decision 2).
struct StockWriter {
    let db: Database
    let delivery: UnderstoodDelivery
    let rules: LedgerRules
    /// When it is applied: later than it came where it had to wait.
    let moment: Timestamp
    /// What it tells has waited for documents as long as it may.
    let isOverdue: Bool
    private(set) var products: Set<ProductID> = []
    private(set) var hasLooks = false
    /// A reading waits for documents to be fetched.
    var hasParkings = false
    /// Orders changed, or wait to be read.
    private(set) var hasOrders = false
    /// A warehouse was named that wFirma does not list, or a document deleted of which we do not know what it did: everything is to be compared.
    private(set) var wantsComparison = false
    private(set) var oversold: [Oversell] = []
    /// It tells of a buyer whose data was erased: its body goes once it is applied (R46).
    private(set) var tellsErased = false
    /// What of it waits, and why; the rest counts.
    private(set) var waiting: Refusal?
    /// Whether this delivery holds the first list of warehouses ever; nil while it has shown none.
    var isFirstList: Bool?

    /// All of a delivery, or none of it and the reason. Throws only what is the disk's or SQLite's fault.
    static func attempt(
        _ db: Database, _ delivery: UnderstoodDelivery, rules: LedgerRules, isOverdue: Bool = false, at moment: Timestamp
    ) throws -> Result<StockWriter, Refusal> {
        let inputs: [StockInput]
        switch delivery.meaning {
        case .success(let understood): inputs = understood
        case .failure(let reason): return .failure(Refusal(reason: reason))
        }
        var writer = StockWriter(db: db, delivery: delivery, rules: rules, moment: moment, isOverdue: isOverdue)
        do {
            try db.inSavepoint {
                for input in inputs { try writer.take(input) }
            }
            return .success(writer)
        } catch let refusal as Refusal {
            return .failure(refusal)
        } catch let reason as DeadReason {
            return .failure(Refusal(reason: reason))
        } catch let error as any EngineError where error.isConstraint {
            // The schema refuses what the rules let through: a person must look at it, the others go on.
            return .failure(Refusal(reason: DeadReason("the store refuses it: \(error.reason)")))
        }
    }

    private init(db: Database, delivery: UnderstoodDelivery, rules: LedgerRules, moment: Timestamp, isOverdue: Bool) {
        (self.db, self.delivery, self.rules, self.isOverdue) = (db, delivery, rules, isOverdue)
        // What came while a step was under way came after the step began.
        self.moment = max(moment, delivery.receivedAt)
    }

    private mutating func take(_ input: StockInput) throws {
        switch input {
        case .document(let document): try take(document)
        case .readings(let readings): try take(readings)
        case .product(let product): try take(product)
        case .warehouse(let warehouse): try take(warehouse)
        case .compared(let compared): try Levels.confirm(db, compared)
        case .look(let products): for product in products { try look(at: product, due: delivery.receivedAt) }
        case .changed(let document, let isDeleted, let products): try lookAround(document, isDeleted: isDeleted, products)
        case .orderEvent(let sighting): try takeOrder { try $0.take(sighting) }
        case .order(let order, let readAt): try takeOrder { try $0.take(order, readAt: readAt) }
        case .orderGone(let order): try takeOrder { try $0.gone(order) }
        }
    }

    /// What orders hold of products changes what their offers show, as stock does (R7).
    private mutating func takeOrder(_ body: (inout OrderWriter) throws -> Void) throws {
        var orders = OrderWriter(db, at: delivery.receivedAt)
        try body(&orders)
        hasOrders = true
        oversold += orders.oversold
        tellsErased = tellsErased || orders.tellsErased
        for (product, holdsMore) in orders.products.sorted(by: { $0.key < $1.key }) {
            products.insert(product)
            try DirtyMarks.mark(db, product: product, falls: holdsMore, since: delivery.receivedAt)
        }
    }

    private func take(_ product: ListedProduct) throws {
        let isNew = try !Catalogue.isKnown(db, product.id)
        let isBack = try Catalogue.isGone(db, product.id)
        try Catalogue.save(db, product)
        if isBack { try DirtyMarks.mark(db, product: product.id, falls: false, since: delivery.receivedAt) }
        if isNew { try AwaitedProducts.release(db, product.id) }
    }

    /// The lines whose products wFirma has listed to us count; those of others wait, and with them the delivery: once they are known it is applied
    /// again and completes the version (R27).
    private mutating func known(_ document: WarehouseDocument) throws -> WarehouseDocument {
        let unknown = try document.lines.indices.filter { try !Catalogue.isKnown(db, document.lines[$0].product) }
        guard let first = unknown.first else { return document }
        let awaited = Set(unknown.map { document.lines[$0].product })
        // Where nothing of it can be applied, the version before stands for now: its products tell by themselves.
        let before = try Documents.member(db, document.id)?.lines ?? []
        let refusal = Refusal(
            reason: DeadReason(
                "product \(document.lines[first].product) is not known in wFirma's goods",
                pointer: "/warehouse_document/warehouse_document_contents/\(first)/good/id"),
            awaited: awaited.sorted(), changed: Set((document.lines + before).map(\.product)).subtracting(awaited).sorted())
        var known = document
        known.lines.removeAll { awaited.contains($0.product) }
        guard !known.lines.isEmpty else { throw refusal }
        waiting = waiting.map { $0.joined(with: refusal) } ?? refusal
        return known
    }

    /// What a document moves now, and what the version that we hold moved.
    private mutating func lookAround(_ document: DocumentID, isDeleted: Bool, _ products: [ProductID]) throws {
        let held = try Documents.member(db, document)
        if isDeleted, held == nil { wantsComparison = true }
        for product in Set(products + (held?.lines ?? []).map(\.product)).sorted() { try look(at: product, due: delivery.receivedAt) }
    }

    private mutating func take(_ told: WarehouseDocument) throws {
        let document = try known(told)
        var family = try Documents.family(db, of: document)
        // Readings may have counted it.
        if document.isDeleted, family.members[document.id] == nil { wantsComparison = true }
        if document.corrects != nil, !document.isDeleted, let corrected = family.members[family.root], !corrected.kind.isLike(document.kind) {
            throw DeadReason("it corrects a document of another type", pointer: "/warehouse_document/type")
        }
        var levels: [StockKey: WarehouseLevel] = [:]
        for key in Set(family.booked.keys).union(document.touchedKeys(with: family)) { levels[key] = try Levels.level(db, key) }
        let before = family.members[document.id]
        let change = Ledger.apply(
            document, to: &family, levels: levels, held: try Reservations.held(db, for: document), knownAt: delivery.receivedAt, now: moment,
            rules: rules)
        // A repeat changes nothing, and is no news.
        if let latest = family.members[document.id], latest != before {
            try Documents.save(db, latest, family: family.root, knownAt: delivery.receivedAt)
        }
        try write(change)
        // Closing a reservation is an effect of the document like the change of stock in it, and comes in the same transaction.
        try OrderDocuments.releaseArrived(db, family: family.root, at: delivery.receivedAt)
        let orders = try Reservations.orders(db, touchedBy: family.root)
        for order in orders.sorted() { try takeOrder { try $0.settle(order) } }
    }

    mutating func write(_ change: LedgerChange) throws {
        // A reading that only confirms changes no plan.
        var changed: Set<ProductID> = []
        // A zero that was doubted, or that a higher reading spoke against, and is sure now ends offers: that prevents overselling as a fall does (R31).
        var falls = Set(change.entries.filter { $0.delta < .zero }.map(\.key.product))
        for (key, level) in change.levels.sorted(by: { $0.key < $1.key }) {
            let before = try Levels.level(db, key)
            if before?.amount != level.amount || before?.isDoubted != level.isDoubted || before?.reading == nil { changed.insert(key.product) }
            if before?.suspicion?.level != level.suspicion?.level || before?.withheld != level.withheld { changed.insert(key.product) }
            if before?.suspicion == nil, let rise = level.suspicion, rise.level > level.amount + level.withheld { try checkReleases(of: key.product) }
            if before?.isDoubted == true, !level.isDoubted { falls.insert(key.product) }
            if before?.suspicion != nil, level.suspicion == nil { falls.insert(key.product) }
            if let before, before.withheld > level.withheld { falls.insert(key.product) }
            if try Catalogue.meet(db, key.warehouse, isCounted: rules.counts(key.warehouse)) { wantsComparison = true }
            try Levels.save(db, key, level)
            // What rises further since wFirma was asked may be another release that was deleted.
            if let asked = before?.suspicion, let rise = level.suspicion, rise.level > asked.level { try checkReleases(of: key.product) }
        }
        for entry in change.entries {
            try Levels.append(db, entry, delivery: delivery.sequence)
            if entry.cause == .notice, entry.delta > .zero { try checkReleases(of: entry.key.product) }
            // What is told of a warehouse that is gone does not count; wFirma's list may have it again.
            if entry.cause.isTold, try Catalogue.isGone(db, entry.key.warehouse) {
                wantsComparison = true
                try tellUnlisted(entry.key.warehouse)
            }
        }
        // Which reading holds which document wFirma's times of recording tell.
        if change.wantsDocuments {
            for product in change.products { try Parkings(db: db, limit: rules.parkLimit).fetchDocuments(of: product, at: delivery.receivedAt) }
            hasParkings = true
        }
        if change.wantsReleases { for product in change.products { try checkReleases(of: product) } }
        for (product, due) in change.looks.sorted(by: { $0.key < $1.key }) { try look(at: product, due: due) }
        for product in change.products where changed.contains(product) {
            products.insert(product)
            try DirtyMarks.mark(db, product: product, falls: falls.contains(product), since: delivery.receivedAt)
            let moved = change.entries.reduce(StockAmount.zero) { $1.key.product == product ? $0 + $1.delta : $0 }
            if moved != .zero { try DirtyMarks.stockMoved(db, product: product, rises: moved > .zero) }
        }
    }

    /// How long a rise waits for wFirma's word on the releases.
    var releaseBound: Duration { rules.secondLook + rules.parkLimit }

    /// It rises, or rose unseen, and no document says why: a release that closed a reservation of it may have been deleted.
    private mutating func checkReleases(of product: ProductID) throws {
        let ask = try RiseChecks.ask(db, product, until: moment + releaseBound)
        hasParkings = hasParkings || ask
    }

    mutating func look(at product: ProductID, due: Timestamp) throws {
        hasLooks = true
        try Looks.ask(db, product, due: due)
    }
}

extension LedgerEntry.Cause {
    /// A sender told it; what readings found nobody did.
    fileprivate var isTold: Bool {
        switch self {
        case .document, .notice: true
        case .explained, .opening, .reading: false
        }
    }
}

extension WarehouseDocument {
    /// Every level that this version, or what its family does instead, may change.
    fileprivate func touchedKeys(with family: DocumentFamily) -> Set<StockKey> {
        var keys: Set<StockKey> = []
        for document in Array(family.members.values) + [self] {
            for line in document.lines {
                keys.insert(StockKey(product: line.product, warehouse: document.warehouse))
                if case .transfer(let target) = document.kind { keys.insert(StockKey(product: line.product, warehouse: target)) }
            }
        }
        return keys
    }
}
