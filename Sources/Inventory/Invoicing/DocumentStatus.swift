/// The fulfilment at which orders are documented, where the shop does not document them after a delay (R39). In the order in which sellers go
/// through them; the names are Allegro's (schema `CheckoutFormFulfillmentStatus`).
public enum DocumentStatus: String, Sendable, Codable, CaseIterable {
    case processing = "PROCESSING"
    case readyForShipment = "READY_FOR_SHIPMENT"
    case readyForPickup = "READY_FOR_PICKUP"
    case sent = "SENT"
    case pickedUp = "PICKED_UP"

    /// Whether an order has come so far, or further. One that is suspended or cancelled has not.
    public func isReached(by fulfilment: Order.Fulfilment) -> Bool {
        let reached: DocumentStatus
        switch fulfilment {
        case .new, .suspended, .cancelled, .unknown: return false
        case .processing: reached = .processing
        case .readyForShipment: reached = .readyForShipment
        case .readyForPickup: reached = .readyForPickup
        case .sent: reached = .sent
        // What came back was picked up.
        case .pickedUp, .returned: reached = .pickedUp
        }
        return reached.step >= step
    }

    private var step: Int {
        switch self {
        case .processing: 1
        case .readyForShipment: 2
        case .readyForPickup: 3
        case .sent: 4
        case .pickedUp: 5
        }
    }
}
