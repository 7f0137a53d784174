import Inventory
import WFirma

extension Page where Row == WarehouseDocument {
    /// The documents, with the times at which wFirma recorded them told by our clock: a ledger holds them against readings that we timed.
    ///
    /// - Parameter window: between when the page was asked for and when it came. wFirma's `Date` is of some moment in it, cut to whole seconds;
    ///   a difference that this explains is none.
    func documents(askedFor window: WarehouseLevel.Window) -> [WarehouseDocument] {
        guard let date = serverDate else { return rows }
        let (least, most) = (date - window.to, date + .seconds(1) - window.from)
        if least <= .zero, most >= .zero { return rows }
        let ahead = (least + most) / 2
        return rows.map { row in
            var row = row
            row.recordedAt = row.recordedAt.map { $0 - ahead }
            return row
        }
    }
}
