import Inventory
import WFirma

extension Page where Row == WarehouseDocument {
    /// The documents, with their times told by our clock.
    ///
    /// - Parameter window: between when the page was asked for and when it came.
    func documents(askedFor window: WarehouseLevel.Window) -> [WarehouseDocument] {
        rows.map { $0.byOurClock(serverDate, askedFor: window) }
    }
}

extension WarehouseDocument {
    /// With the time at which wFirma recorded it told by our clock: a ledger holds it against readings that we timed.
    ///
    /// - Parameters:
    ///   - serverDate: wFirma's `Date`, of some moment in the window, cut to whole seconds; a difference that this explains is none.
    ///   - window: between when it was asked for and when it came.
    func byOurClock(_ serverDate: Timestamp?, askedFor window: WarehouseLevel.Window) -> WarehouseDocument {
        guard let serverDate else { return self }
        let (least, most) = (serverDate - window.to, serverDate + .seconds(1) - window.from)
        if least <= .zero, most >= .zero { return self }
        let ahead = (least + most) / 2
        var document = self
        document.recordedAt = recordedAt.map { $0 - ahead }
        document.createdAt = createdAt.map { $0 - ahead }
        return document
    }
}
