import Allegro
import Inventory
import Storage

extension OrderSighting {
    /// What an event of the journal tells. Nil where it names no checkout form: the sweep over the forms brings that order.
    ///
    /// - Parameters:
    ///   - isProven: Allegro itself or a sender that signs told it. Of anyone else an event reserves nothing, it only says where to look.
    ///   - isInJournal: Allegro itself.
    init?(_ event: OrderEvent, account: AccountName, isProven: Bool, isInJournal: Bool) {
        guard let order = event.order else { return nil }
        let lines = event.lines.filter { $0.quantity > 0 }.map {
            OrderLine(id: $0.id, offer: $0.offer, quantity: $0.quantity, boughtAt: $0.boughtAt ?? event.occurredAt)
        }
        self.init(
            order: order, account: account, lines: isProven && !event.kind.isCancellation ? lines : [], occurredAt: event.occurredAt,
            isInJournal: isInJournal)
    }
}

extension OrderEvent.Kind {
    /// What was cancelled is not reserved on that word; where the journal is wrong about it, the form says so.
    fileprivate var isCancellation: Bool {
        switch self {
        case .buyerCancelled, .autoCancelled: true
        case .bought, .filledIn, .readyForProcessing, .fulfillmentStatusChanged, .buyerModified, .unknown: false
        }
    }
}
