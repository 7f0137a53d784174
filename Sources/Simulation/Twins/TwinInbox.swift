import Inventory
import Storage

/// A twin's door: news only wakes it, since it reads everything anew.
struct TwinInbox: Inbox {
    let twin: Twin

    var isBusy: Bool { false }

    func accept(_ delivery: IncomingDelivery, completion: @escaping @Sendable (Result<Acceptance, InboxFault>) -> Void) {
        twin.told()
        completion(.success(.accepted(DeliveryID("twin"))))
    }

    func reject(_ delivery: IncomingDelivery, _ rejection: Rejection, completion: @escaping @Sendable (Result<Void, InboxFault>) -> Void) {
        completion(.success(()))
    }
}
