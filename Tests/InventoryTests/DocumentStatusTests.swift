import Inventory
import Testing

@Suite("The fulfilment at which an order is documented")
struct DocumentStatusTests {
    @Test("a status is reached by itself and by those after it, never by a halt or by what nobody knows (R39)")
    func order() {
        let way: [Order.Fulfilment] = [.new, .processing, .readyForShipment, .readyForPickup, .sent, .pickedUp, .returned]
        for (position, status) in DocumentStatus.allCases.enumerated() {
            #expect(way.filter(status.isReached) == Array(way.dropFirst(position + 1)), "\(status)")
            for halt in [Order.Fulfilment.suspended, .cancelled, .unknown] { #expect(!status.isReached(by: halt)) }
        }
    }
}
