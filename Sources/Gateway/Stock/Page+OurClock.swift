import Inventory
import WFirma

extension Page where Row == WarehouseDocument {
    /// The documents, with the times at which wFirma recorded them told by our clock: a ledger holds them against readings that we timed.
    ///
    /// - Parameter window: between when the page was asked for and when it came.
    func documents(askedFor window: WarehouseLevel.Window) -> [WarehouseDocument] {
        guard let serverDate else { return rows }
        let offset = ClockOffset(date: serverDate, asked: window)
        return rows.map { row in
            var row = row
            row.recordedAt = row.recordedAt.map(offset.ours)
            return row
        }
    }
}
