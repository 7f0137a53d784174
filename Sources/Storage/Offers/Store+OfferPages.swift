public import Inventory

extension Store {
    /// Matching offers are counted to here: a larger number tells a person no more.
    public static let offerCountLimit = 1000

    /// One page of the offers that match, in one snapshot.
    public func offerPage(_ filter: OfferFilter, by order: OfferOrder, from place: OfferPlace, limit: Int) async throws -> OfferPage {
        try await read { db in
            let search = OfferSearch(filter)
            // Few that match are found by the index of names first, else the other index is walked row by row for them.
            var count = order != .change ? nil : try search.count(db, limit: Self.offerCountLimit + 1)
            var ids = try search.ids(db, by: order, from: place, limit: limit + 1, areFew: count.map { $0 <= Self.offerCountLimit } ?? false)
            let isCut = ids.count > limit
            // All that match are here: looking for more of them would read the index once more.
            if place == .start, !isCut { count = ids.count }
            ids = Array(ids.prefix(limit))
            var page = OfferPage(
                rows: [], hasEarlier: place != .start, hasLater: isCut,
                count: try count ?? search.count(db, limit: Self.offerCountLimit + 1))
            if case .before = place {
                ids.reverse()
                (page.hasEarlier, page.hasLater) = (isCut, true)
            }
            let products = AvailabilityCache(db)
            page.rows = try ids.compactMap { try OfferRows.row(db, $0, products) }
            return page
        }
    }

    /// The offers that match, by name, at most `limit`.
    public func offerIDs(_ filter: OfferFilter, limit: Int) async throws -> [OfferID] {
        try await read { db in try OfferSearch(filter).ids(db, by: .name, from: .start, limit: limit) }
    }

    /// These offers as rows of a list, in this order; unknown ones are left out.
    public func offerRows(_ offers: [OfferID]) async throws -> [OfferRow] {
        try await read { db in
            let products = AvailabilityCache(db)
            return try offers.compactMap { try OfferRows.row(db, $0, products) }
        }
    }
}

/// A filter as SQL over the columns that the two indexes of lists hold.
private struct OfferSearch {
    /// The offers that a person should look at.
    private static let troubled = "SELECT subject FROM problems WHERE settled_at IS NULL UNION SELECT id FROM offers WHERE hold = 'held'"

    private let filter: OfferFilter
    private var conditions = ["TRUE"]
    private var arguments: StatementArguments = [:]

    init(_ filter: OfferFilter) {
        self.filter = filter
        func add(_ condition: String, _ name: String, _ value: (any DatabaseValueConvertible)?) {
            guard let value else { return }
            conditions.append(condition)
            arguments += [name: value]
        }
        add("o.account = :account", "account", filter.account?.text)
        add("o.id IN (SELECT offer FROM offer_components WHERE product = :product)", "product", filter.product?.text)
        add("o.is_synchronised = :sync", "sync", filter.isSynchronised)
        add("o.is_linked = :linked", "linked", filter.isLinked)
        add("o.status = :status", "status", filter.status?.rawValue)
        add("o.format = :format", "format", filter.format?.rawValue)
        add("instr(o.search, :text)", "text", filter.text.map { SearchText.fold($0) })
        if let hasProblem = filter.hasProblem {
            conditions.append("o.id \(hasProblem ? "" : "NOT ") IN (\(Self.troubled))")
        }
    }

    /// One row more than a page holds tells whether another follows.
    func ids(_ db: Database, by order: OfferOrder, from place: OfferPlace, limit: Int, areFew: Bool = false) throws -> [OfferID] {
        let (offer, isBackwards): (OfferID?, Bool) =
            switch place {
            case .start: (nil, false)
            case .after(let offer): (offer, false)
            case .before(let offer): (offer, true)
            }
        guard order == .problems, filter.hasProblem == nil else {
            return try walk(db, by: order, from: offer, isBackwards: isBackwards, limit: limit, areFew: areFew)
        }
        // Two walks along the index of names: those with a problem, then the others.
        var parts = [OfferSearch(filter.with(problem: true)), OfferSearch(filter.with(problem: false))]
        if let offer, try parts[0].holds(db, offer) == isBackwards { parts.remove(at: isBackwards ? 1 : 0) }
        if isBackwards { parts.reverse() }
        var found: [OfferID] = []
        for (index, part) in parts.enumerated() where found.count < limit {
            found += try part.walk(db, by: .name, from: index == 0 ? offer : nil, isBackwards: isBackwards, limit: limit - found.count)
        }
        return found
    }

    /// Whether it is among those with an open problem.
    private func holds(_ db: Database, _ offer: OfferID) throws -> Bool {
        try Bool.fetchOne(
            db.cachedStatement(sql: "SELECT EXISTS (SELECT 1 FROM offers o WHERE o.id = :offer AND o.id IN (\(Self.troubled)))"),
            arguments: ["offer": offer.text]) ?? false
    }

    /// - Parameter offer: it begins beside this one; nil for the first end of the list, or the last one backwards.
    private func walk(
        _ db: Database, by order: OfferOrder, from offer: OfferID?, isBackwards: Bool, limit: Int, areFew: Bool = false
    ) throws -> [OfferID] {
        let isByName = order != .change
        let key = isByName ? "o.search" : "coalesce(o.changed_at, 0)"
        var (conditions, arguments) = (conditions, arguments)
        if areFew, !isByName {
            conditions = ["o.id IN (SELECT o.id FROM offers o WHERE \(conditions.joined(separator: " AND ")))"]
        }
        if let offer, let row = try Row.fetchOne(db, sql: "SELECT \(key) FROM offers o WHERE o.id = ?", arguments: [offer.text]) {
            // Of the change the newest comes first; ids always ascend.
            let keyIsLater = isByName != isBackwards ? ">" : "<"
            conditions.append("\(key) \(keyIsLater)= :key AND (\(key) \(keyIsLater) :key OR o.id \(isBackwards ? "<" : ">") :place)")
            arguments += ["key": row[0] as DatabaseValue, "place": offer.text]
        }
        let keyFirst = isByName == isBackwards ? "DESC" : "ASC"
        arguments += ["limit": limit]
        return try String.fetchAll(
            db.cachedStatement(
                sql: """
                    SELECT o.id FROM offers o WHERE \(conditions.joined(separator: " AND "))
                    ORDER BY \(key) \(keyFirst), o.id \(isBackwards ? "DESC" : "ASC") LIMIT :limit
                    """), arguments: arguments
        ).map { OfferID($0) }
    }

    func count(_ db: Database, limit: Int) throws -> Int {
        try Int.fetchOne(
            db.cachedStatement(
                sql: "SELECT count(*) FROM (SELECT 1 FROM offers o WHERE \(conditions.joined(separator: " AND ")) LIMIT :limit) o"),
            arguments: arguments + ["limit": limit]) ?? 0
    }
}

/// Rows of lists, within a transaction.
enum OfferRows {
    static func row(_ db: Database, _ id: OfferID, _ products: AvailabilityCache) throws -> OfferRow? {
        let row = try Row.fetchOne(
            db.cachedStatement(
                sql: """
                    SELECT \(Offers.columns), max(coalesce(o.changed_at, 0), coalesce(o.read_at, 0)) AS shown_at, o.external_id, o.image_url, o.changed_at,
                        (SELECT count(*) FROM problems p WHERE p.subject = o.id AND p.settled_at IS NULL) AS problems
                    FROM offers o WHERE o.id = ?
                    """), arguments: [id.text])
        guard let row else { return nil }
        let view = try Store.view(db, row, products)
        var listed: [ProductID: ListedProduct] = [:]
        for component in view.offer.link?.components ?? [] { listed[component.product] = try product(db, component.product) }
        return OfferRow(
            view: view, externalID: row["external_id"], imageURL: row["image_url"],
            changedAt: (row["changed_at"] as Int64?).map(Timestamp.init(microseconds:)), products: listed, problems: row["problems"],
            isProductSynchronised: try Switches.isProductSynchronised(db, of: id))
    }

    static func product(_ db: Database, _ id: ProductID) throws -> ListedProduct? {
        try Row.fetchOne(db.cachedStatement(sql: "SELECT code, ean, name FROM products WHERE id = ?"), arguments: [id.text])
            .map { ListedProduct(id: id, code: $0[0], ean: $0[1], name: $0[2]) }
    }
}

extension OfferFilter {
    fileprivate func with(problem: Bool) -> OfferFilter {
        var filter = self
        filter.hasProblem = problem
        return filter
    }
}
