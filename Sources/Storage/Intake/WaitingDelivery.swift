/// A delivery on its way to the disk, with what its sender waits for.
struct WaitingDelivery: Sendable {
    enum Answer: Sendable {
        case acceptance(@Sendable (Result<Acceptance, InboxFault>) -> Void)
        case rejection(Rejection, @Sendable (Result<Void, InboxFault>) -> Void)
    }

    let incoming: IncomingDelivery
    /// SHA-256 of the body, made on the sender's thread: the inbox's own does nothing that could be done elsewhere.
    let digest: [UInt8]
    let answer: Answer

    /// Why it was turned away; nil for one that was not.
    var rejection: Rejection? {
        if case .rejection(let rejection, _) = answer { rejection } else { nil }
    }

    func fail(_ fault: InboxFault) {
        switch answer {
        case .acceptance(let completion): completion(.failure(fault))
        case .rejection(_, let completion): completion(.failure(fault))
        }
    }
}
