import HTTPTypes
import Inventory
import Listener
import Logging
import NIOCore
import NIOHTTPTypes
import NIOOpenSSL
import Storage

/// One connection's requests. A request is judged when it has come in whole; one that is cut short leaves nothing behind.
final class WebhookIntakeHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundOut = HTTPResponsePart

    /// The request that is coming in.
    private enum Receiving {
        case nothing
        /// Its answer does not depend on its body.
        case settled(IntakeAnswer)
        /// `keyNumber`: of the webhook key that its secret path stands for; nil where it came without a secret.
        case delivery(SourceGate, IntakeHead, keyNumber: Int?)
    }

    /// How much is set aside at once for a body on the word of its Content-Length.
    private static let reserveLimitBytes = 65_536

    private let intake: WebhookIntake
    private var context: ChannelHandlerContext?
    private var fingerprint: String?
    private var receiving = Receiving.nothing
    private var body: [UInt8] = []
    /// Whose share of the memory for bodies it takes.
    private var bodySource = ""
    private var answers = AnswerQueue<IntakeAnswer>()

    init(_ intake: WebhookIntake) { self.intake = intake }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        _ = takeBody()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let handshake = event as? TLSHandshakeCompleted { fingerprint = handshake.peerFingerprint }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let request): receiving = route(request)
        case .body(let buffer): collect(buffer)
        case .end: finish()
        }
    }

    // MARK: From a request to its verdict

    private func route(_ request: HTTPRequest) -> Receiving {
        switch WebhookRoute(method: request.method, path: request.path ?? "") {
        case .delivery(let source, let secret):
            guard let gate = intake.sources.gate(source) else { return .settled(.nothing) }
            let keyNumber = secret.flatMap(gate.keyNumber(onPath:))
            guard secret == nil || keyNumber != nil else { return .settled(.nothing) }
            let head = IntakeHead(request.headerFields, arrived: .now())
            body.reserveCapacity(min(max(head.contentLength, 0), Self.reserveLimitBytes))
            bodySource = source
            return .delivery(gate, head, keyNumber: keyNumber)
        case .greeting(let source, let secret):
            guard let gate = intake.sources.gate(source), let number = gate.keyNumber(onPath: secret) else { return .settled(.nothing) }
            return .settled(.greeting(webhookKey: gate.webhookKey(number)))
        case .nothing:
            return .settled(request.method == .head ? .nothingToSee : .nothing)
        }
    }

    private func collect(_ buffer: ByteBuffer) {
        guard case .delivery(let gate, let head, _) = receiving else { return }
        if intake.bodies.take(buffer.readableBytes, for: bodySource, isOnlySource: intake.sources.hasOne) {
            body.append(contentsOf: buffer.readableBytesView)
        } else {
            _ = takeBody()
            receiving = .settled(.unavailable(.busy))
            gate.metrics.record(.unavailable, since: head.arrived)
        }
    }

    /// The body as far as it came; its memory is the taker's from now on.
    private func takeBody() -> [UInt8] {
        intake.bodies.giveBack(body.count, of: bodySource)
        defer { body = [] }
        return body
    }

    private func finish() {
        let received = receiving
        receiving = .nothing
        switch received {
        case .nothing: break
        case .settled(let answer): settle(answers.open(), answer)
        case .delivery(let gate, let head, let keyNumber):
            let arrival = SourceGate.Arrival(head: head, body: takeBody(), keyNumber: keyNumber, fingerprint: fingerprint, at: intake.now())
            carryOut(gate.judge(arrival), Ticket(place: answers.open(), gate: gate, arrived: head.arrived))
        }
    }

    // MARK: From a verdict to its answer

    /// A delivery that waits for its answer.
    private struct Ticket {
        var place: Int
        var gate: SourceGate
        var arrived: NIODeadline
    }

    private func carryOut(_ verdict: IntakeVerdict, _ ticket: Ticket) {
        switch verdict {
        case .refuse(let outcome, let problem):
            log(.info, outcome, ticket, problem.detail)
            answer(ticket, outcome, IntakeAnswer(problem))
        case .accept(let delivery, let webhookKey):
            accept(delivery, webhookKey: webhookKey, ticket)
        case .reject(let delivery, let rejection, let problem):
            log(.info, .rejected, ticket, problem.detail)
            onLoop({ [inbox = intake.inbox] in inbox.reject(delivery, rejection, completion: $0) }) { handler, result in
                if case .failure(let fault) = result { handler.log(.warning, .unavailable, ticket, "a rejected delivery was not kept: \(fault)") }
                handler.answer(ticket, .rejected, IntakeAnswer(problem))
            }
        }
    }

    private func accept(_ delivery: IncomingDelivery, webhookKey: String?, _ ticket: Ticket) {
        let isKeyed = delivery.trust == .keyed
        onLoop({ [inbox = intake.inbox] in inbox.accept(delivery, completion: $0) }) { handler, result in
            switch result {
            case .success(.accepted(let id)):
                handler.log(.debug, .accepted, ticket, id.text)
                handler.answer(ticket, .accepted, .kept(id, isNew: true, isAlwaysOK: isKeyed, webhookKey: webhookKey))
            case .success(.repeated(let id)):
                handler.log(.debug, .repeated, ticket, id.text)
                handler.answer(ticket, .repeated, .kept(id, isNew: false, isAlwaysOK: isKeyed, webhookKey: webhookKey))
            case .success(.conflict) where isKeyed:
                // wFirma sends no keys; whoever put one on its notice, the notice is kept (R50).
                var unkeyed = delivery
                unkeyed.key = nil
                handler.accept(unkeyed, webhookKey: webhookKey, ticket)
            case .success(.conflict(let id)):
                handler.log(.info, .conflict, ticket, "the key of delivery \(id) with another body")
                handler.answer(ticket, .conflict, .conflict(with: id))
            case .failure(let fault):
                handler.log(.warning, .unavailable, ticket, "\(fault)")
                handler.answer(ticket, .unavailable, .unavailable(fault))
            }
        }
    }

    /// Starts work that completes on a thread of its own, and comes back to this loop with its result.
    private func onLoop<Value: Sendable>(
        _ work: (@escaping @Sendable (Result<Value, InboxFault>) -> Void) -> Void,
        _ then: @escaping (WebhookIntakeHandler, Result<Value, InboxFault>) -> Void
    ) {
        guard let loop = context?.eventLoop else { return }
        let bound = NIOLoopBound((handler: self, then: then), eventLoop: loop)
        work { result in
            loop.execute { bound.value.then(bound.value.handler, result) }
        }
    }

    private func answer(_ ticket: Ticket, _ outcome: IntakeOutcome, _ answer: IntakeAnswer) {
        ticket.gate.metrics.record(outcome, since: ticket.arrived)
        settle(ticket.place, answer)
    }

    private func settle(_ place: Int, _ answer: IntakeAnswer) {
        answers.settle(place, answer)
        // The connection may have gone while the delivery was being kept.
        guard let context else { return }
        var wrote = false
        while let next = answers.next() {
            context.write(wrapOutboundOut(.head(next.head)), promise: nil)
            if let body = next.body { context.write(wrapOutboundOut(.body(body)), promise: nil) }
            context.write(wrapOutboundOut(.end(nil)), promise: nil)
            wrote = true
        }
        if wrote { context.flush() }
    }

    /// Never a secret: `what` is a delivery's id or what its sender is told as well.
    private func log(_ level: Logger.Level, _ outcome: IntakeOutcome, _ ticket: Ticket, _ what: String?) {
        intake.logger.log(
            level: level, "delivery \(outcome.rawValue)", metadata: ["source": "\(ticket.gate.name)", "what": "\(what ?? "")"])
    }
}
