/// An invariant that did not hold.
public struct Violation: Error, Sendable, CustomStringConvertible {
    public enum Invariant: String, Sendable, CaseIterable {
        /// A piece was oversold by our fault.
        case oversold
        /// An offer was ended while there was something to sell.
        case endedWithStock = "ended_with_stock"
        /// An offer came back that a person had ended, or that is paused (R10, R44).
        case resumedAgainstWill = "resumed_against_will"
        /// After quiet and a comparison a running offer does not show its target, or one that we ended has something to sell.
        case wrongQuantity = "wrong_quantity"
        /// An offer hangs on its way, and nobody is asked.
        case hangs
        /// The ledger is not what wFirma's documents and counts say.
        case wrongStock = "wrong_stock"
        /// A reservation without its cause, or a sale without its reservation.
        case wrongReservation = "wrong_reservation"
        /// Not exactly one document of an order, or not exactly one accepted file of a document.
        case wrongDocument = "wrong_document"
        /// An acknowledged delivery was not applied.
        case lostDelivery = "lost_delivery"
        /// A limit passed, a command id used twice, a token used twice.
        case manners
        /// Steps without end at one moment, or an error that nothing explains.
        case livelock
    }

    public let invariant: Invariant
    public let what: String

    init(_ invariant: Invariant, _ what: String) { (self.invariant, self.what) = (invariant, what) }

    public var description: String { "\(invariant.rawValue): \(what)" }
}
