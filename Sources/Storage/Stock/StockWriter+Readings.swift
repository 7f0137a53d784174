import Inventory

/// Counts, from wFirma or in a notice: which of them count now, and which wait for a document that may explain them (`docs/reservations.md`).
extension StockWriter {
    mutating func take(_ readings: [StockReading]) throws {
        // What was to be looked at before these readings began is looked at now; what they themselves ask for comes on top.
        if let from = readings.map(\.window.from).min(), case .asked? = readings.first?.origin {
            for product in Set(readings.map(\.key.product)) { try Looks.settle(db, product, begun: from, at: delivery.receivedAt) }
        }
        // One product over all warehouses of a pass at a time: a fall here may be a rise there (R33).
        var products: [ProductID] = []
        var byProduct: [ProductID: [StockReading]] = [:]
        for reading in readings {
            if byProduct[reading.key.product] == nil { products.append(reading.key.product) }
            byProduct[reading.key.product, default: []].append(reading)
        }
        for product in products { try take(byProduct[product] ?? [], of: product) }
    }

    private mutating func take(_ readings: [StockReading], of product: ProductID) throws {
        guard try Catalogue.isKnown(db, product) else {
            throw Refusal(reason: DeadReason("product \(product) is not known in wFirma's goods"), awaited: [product])
        }
        if let until = try parked(readings, of: product) {
            for reading in readings { try park(reading, until: until) }
            return try look(at: product, due: until)
        }
        // The answer itself asks for the next reading; without one this time goes by.
        if readings.allSatisfy({ $0.origin == .asked }),
            try readings.reduce(StockAmount.zero, { $0 + (try change(by: $1, of: readings)).total }) > .zero,
            let until = try RiseChecks.hold(db, product, for: releaseBound, at: moment)
        {
            return try look(at: product, due: until)
        }
        for reading in readings {
            try ParkedReadings.supersede(db, by: reading)
            try write(try change(by: reading, of: readings))
        }
    }

    /// Until when these wait, since a release of an open order may be in them; nil: they count now.
    private mutating func parked(_ readings: [StockReading], of product: ProductID) throws -> Timestamp? {
        let parkings = Parkings(db: db, limit: rules.parkLimit)
        let reserved = try Reservations.reserved(db, product)
        guard reserved > 0, !isOverdue, let from = readings.map(\.window.from).min() else {
            // What waited for the release of an order that is released now waits no longer: the next fall gets its own time.
            try parkings.clear(product)
            return nil
        }
        // The least that it may be: what only documents make of it that may be in it already is no fall that an order must explain. A rise that was
        // seen once and is there no more is one: the release of an order may hide it.
        let fall = try readings.reduce(StockAmount.zero) { sum, reading in
            let change = try change(by: reading, of: readings)
            return try sum - change.total - change.doubled + forgotten(at: reading.key, by: change)
        }
        let verdict = try parkings.holdBack(product, fall: fall, reserved: reserved, readFrom: from, at: delivery.receivedAt)
        hasParkings = hasParkings || verdict != .counts
        guard case .waits(let until) = verdict else { return nil }
        return until
    }

    /// So much less waits for its second look after `change`.
    private func forgotten(at key: StockKey, by change: LedgerChange) throws -> StockAmount {
        guard let before = try Levels.level(db, key), let after = change.levels[key] else { return .zero }
        return max(.zero, before.awaited - after.awaited)
    }

    /// It waits with what it says. A notice was told all the same: an older one that comes late is no news.
    private func park(_ reading: StockReading, until: Timestamp) throws {
        try ParkedReadings.keep(db, reading, until: until, delivery: delivery.sequence)
        guard var level = try Levels.level(db, reading.key),
            let noticedAt = try change(by: reading, of: [reading]).levels[reading.key]?.noticedAt
        else { return }
        level.noticedAt = noticedAt
        try Levels.save(db, reading.key, level)
    }

    /// - Parameter pass: the readings of its product that it came with.
    private func change(by reading: StockReading, of pass: [StockReading]) throws -> LedgerChange {
        let level = try Levels.level(db, reading.key)
        let recent = try Levels.recentDocuments(db, reading.key, since: rules.documentsMatter(to: reading, level: level))
        // What we asked for was read in every warehouse of one pass.
        let isAmongOthers = try reading.origin != .asked && Catalogue.hasSeveralWarehouses(db)
        return Ledger.apply(
            reading, level: level, recent: recent, isAmongOthers: isAmongOthers, passBegan: pass.map(\.window.from).min(), rules: rules)
    }

    /// What waited for documents and may wait no longer counts, whether its product could be read meanwhile or not.
    static func countOverdue(_ db: Database, rules: LedgerRules, at moment: Timestamp) throws -> [StockWriter] {
        try ParkedReadings.takeOverdue(db, at: moment).compactMap { sequence, readings in
            let told = UnderstoodDelivery(id: "parked", sequence: sequence, receivedAt: moment, meaning: .success([.readings(readings)]))
            guard case .success(let changed) = try attempt(db, told, rules: rules, isOverdue: true, at: moment) else { return nil }
            return changed
        }
    }
}
