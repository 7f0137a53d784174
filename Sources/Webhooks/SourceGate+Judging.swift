import Allegro
import HTTPTypes
import Inventory
import Listener
import NIOCore
import Payload
import Storage
import WFirma

extension SourceGate {
    /// A delivery that has come in whole, and what its connection says of its sender.
    struct Arrival {
        var head: IntakeHead
        var body: [UInt8]
        /// Which of the source's webhook keys the secret path stands for; nil where the path carried no secret.
        var keyNumber: Int?
        /// The fingerprint of the client's certificate, verified by TLS.
        var fingerprint: String?
        var at: Timestamp

        var isOnSecretPath: Bool { keyNumber != nil }
    }

    /// Decides on a delivery without touching anything outside.
    func judge(_ arrival: Arrival) -> IntakeVerdict {
        let signatureFault = signatures.map { $0.fault(in: arrival.head, body: arrival.body, at: arrival.at) } ?? .nothing
        if signatureFault == nil { return judgeProven(arrival, .signed) }
        if let fingerprint = arrival.fingerprint, clientCertificates.contains(fingerprint) { return judgeProven(arrival, .certified) }
        return judgeKeyed(arrival, signatureFault: signatureFault)
    }

    /// A sender that signs or shows a certificate can mend what it sends, so its faults are told.
    private func judgeProven(_ arrival: Arrival, _ trust: SenderTrust) -> IntakeVerdict {
        guard pace.admits(at: arrival.head.arrived) else { return .tooMany }
        guard !arrival.head.isEncoded, let format = arrival.head.format else {
            return .refuse(
                .unsupported,
                Problem(status: .unsupportedMediaType, detail: "The body must be application/json or application/xml, without Content-Encoding."))
        }
        guard (arrival.head.key?.utf8.count ?? 0) <= IntakeHead.keyLimitBytes else {
            return .refuse(
                .rejected, Problem(status: .badRequest, detail: "The idempotency key is longer than \(IntakeHead.keyLimitBytes) bytes."))
        }
        let delivery = incoming(arrival, trust, format)
        let payload: PayloadValue
        do { payload = try Self.read(arrival.body, format) } catch {
            return .reject(delivery, Rejection(reason: error.description, pointer: error.pointer), error.problem(.badRequest))
        }
        do { try check(payload) } catch {
            return .reject(delivery, Rejection(reason: error.reason, pointer: error.pointer), error.problem(.unprocessableContent))
        }
        return .accept(delivery, webhookKey: payload["webhook_key"]?.text)
    }

    /// wFirma itself: whatever its body says, it is kept (R50).
    private func judgeKeyed(_ arrival: Arrival, signatureFault: SignatureCheck.Fault?) -> IntakeVerdict {
        guard arrival.isOnSecretPath || !webhookKeys.isEmpty else { return .unknownSender(distrust(arrival, signatureFault)) }
        let format = arrival.head.format ?? (arrival.body.first == UInt8(ascii: "<") ? .xml : .json)
        let key = (try? Self.read(arrival.body, format))?["webhook_key"]?.text
        if let key, !webhookKeys.isEmpty {
            guard webhookKeys.contains(key) else { return .unknownSender("The webhook_key in the body is not known here.") }
        } else if !arrival.isOnSecretPath {
            return .unknownSender(distrust(arrival, signatureFault))
        }
        guard pace.admits(at: arrival.head.arrived) else { return .tooMany }
        return .accept(incoming(arrival, .keyed, format), webhookKey: key ?? arrival.keyNumber.flatMap { webhookKey($0) })
    }

    /// What was wrong with the way in which the sender tried to be known.
    private func distrust(_ arrival: Arrival, _ signatureFault: SignatureCheck.Fault?) -> String {
        if let signatureFault, signatures != nil, signatureFault != .nothing { return signatureFault.rawValue }
        if arrival.fingerprint != nil, !clientCertificates.isEmpty { return "The client certificate is not known here." }
        if signatures != nil { return SignatureCheck.Fault.nothing.rawValue }
        if !webhookKeys.isEmpty { return "The body carries no webhook_key that can be read." }
        return clientCertificates.isEmpty ? "Nothing tells who sent this." : "No client certificate was shown."
    }

    private func incoming(_ arrival: Arrival, _ trust: SenderTrust, _ format: BodyFormat) -> IncomingDelivery {
        let key = arrival.head.key.flatMap { $0.utf8.count <= IntakeHead.keyLimitBytes ? $0 : nil }
        return IncomingDelivery(
            source: name, kind: kind, trust: trust, key: key, format: format, body: arrival.body, headers: arrival.head.kept,
            receivedAt: arrival.at)
    }

    private static func read(_ body: [UInt8], _ format: BodyFormat) throws(PayloadFault) -> PayloadValue {
        switch format {
        case .json: try PayloadValue.json(body)
        case .xml: try PayloadValue.xml(body)
        }
    }

    /// Whether the body can become what its source speaks of.
    private func check(_ payload: PayloadValue) throws(PayloadFault) {
        switch kind {
        case .wfirma: _ = try WFirmaNotice(payload)
        case .allegro: _ = try OrderEvent.events(payload)
        }
    }
}

extension IntakeVerdict {
    fileprivate static func unknownSender(_ detail: String) -> IntakeVerdict {
        .refuse(.unauthenticated, Problem(status: .unauthorized, detail: detail))
    }

    fileprivate static var tooMany: IntakeVerdict {
        .refuse(.limited, Problem(status: .tooManyRequests, detail: "This source sends too fast.", headers: [.retryAfter: "1"]))
    }
}

extension PayloadFault {
    fileprivate func problem(_ status: HTTPResponse.Status) -> Problem {
        let sentence =
            switch (pointer, offset) {
            case (let pointer?, _) where !pointer.isEmpty: "\(pointer) \(reason)."
            case (_, let offset?): "The body cannot be read: \(reason) at byte \(offset)."
            default: "The body cannot be read: \(reason)."
            }
        return Problem(status: status, detail: sentence, pointer: pointer)
    }
}
