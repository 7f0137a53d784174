import Inventory

extension StockWriter {
    /// A warehouse as wFirma lists it. A new one counts unless it was chosen otherwise, and is told; the first list ever is no news (R40).
    mutating func take(_ warehouse: ListedWarehouse) throws {
        guard warehouse.isListed else {
            return try Catalogue.lose(db, warehouse.id, at: delivery.receivedAt) ? markAllDirty() : tellUnlisted(warehouse.id)
        }
        let isFirstSight: Bool
        if let known = isFirstList {
            isFirstSight = known
        } else {
            isFirstSight = try !Catalogue.hasListedWarehouses(db)
            isFirstList = isFirstSight
        }
        switch try Catalogue.save(db, warehouse, isFirstSight: isFirstSight, at: delivery.receivedAt) {
        case .none: break
        case .counting: try markAllDirty()
        case .appeared:
            try markAllDirty()
            try tell(of: warehouse)
        }
    }

    private func tell(of warehouse: ListedWarehouse) throws {
        let why =
            warehouse.isCounted
            ? Words(
                en: "its stock counts from now on; if it should not, leave it out of wfirma.warehouses in the configuration",
                pl: "jego stan jest od teraz wliczany; jeśli nie powinien, pomiń go w wfirma.warehouses w konfiguracji")
            : Words(
                en: "its stock does not count: wfirma.warehouses in the configuration leaves it out",
                pl: "jego stan nie jest wliczany: wfirma.warehouses w konfiguracji go pomija")
        try Problems.raise(
            db, kind: .newWarehouse, subject: warehouse.id.text,
            what: Words(en: "wFirma has a new warehouse: \(warehouse.name)", pl: "W wFirma pojawił się nowy magazyn: \(warehouse.name)"), why: why,
            at: delivery.receivedAt)
    }

    /// A sender names a warehouse that wFirma does not have, or has no longer.
    func tellUnlisted(_ warehouse: WarehouseID) throws {
        try Problems.raise(
            db, kind: .newWarehouse, subject: warehouse.text,
            what: Words(
                en: "A document or a notice names warehouse \(warehouse), which wFirma does not list",
                pl: "Dokument lub powiadomienie wskazuje magazyn \(warehouse), którego wFirma nie podaje"),
            why: Words(
                en: "what lies there does not count; its sender should be asked", pl: "towar w nim nie jest wliczany; trzeba zapytać nadawcę"),
            at: delivery.receivedAt)
    }

    /// Every sum over the counted warehouses may be another one now.
    private func markAllDirty() throws {
        db.takeTime()
        try db.execute(
            sql: """
                UPDATE offers SET dirty_at = coalesce(dirty_at, ?), dirty_rank = 0, stopped_target = NULL
                WHERE is_synchronised = 1 OR auto_close = 1 OR auto_resume = 1
                """, arguments: [delivery.receivedAt.microseconds])
    }
}
