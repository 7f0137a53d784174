import CurlClient
public import Inventory
public import OpenSSLCrypto
import Payload

extension AllegroClient {
    /// Registers a change of quantity (`PUT /sale/offer-quantity-change-commands/{id}`). A success means taken, not done.
    /// Throws `.alreadyRegistered` for an id that Allegro knows. Scope `sale:offers:write`, as for all of commands.
    public func register(_ command: QuantityCommand, token: Secret) async throws(AllegroError) -> Answered<CommandReport> {
        let modification: PayloadValue =
            switch command.change {
            case .fixed(let quantity): ["changeType": "FIXED", "value": PayloadValue(quantity)]
            case .gain(let difference): ["changeType": "GAIN", "value": PayloadValue(difference)]
            }
        return try await register(
            .quantity, command.id, body: ["modification": modification, "offerCriteria": Self.criteria(command.offers)], token: token)
    }

    /// Registers an activation or an end (`PUT /sale/offer-publication-commands/{id}`). A success means taken, not done.
    /// Throws `.alreadyRegistered` for an id that Allegro knows.
    public func register(
        _ command: PublicationCommand, token: Secret
    ) async throws(AllegroError) -> Answered<CommandReport> {
        let action: PayloadValue =
            switch command.action {
            case .activate: "ACTIVATE"
            case .end: "END"
            }
        return try await register(
            .publication, command.id, body: ["publication": ["action": action], "offerCriteria": Self.criteria(command.offers)], token: token)
    }

    /// How far a command is, in numbers. Allegro forgets a command after about a week: `.notFound`.
    public func report(on id: CommandID, _ kind: CommandKind, token: Secret) async throws(AllegroError) -> Answered<CommandReport> {
        let answer = try await ask("GET", kind.path + percentEncoded(id.text), token: token)
        return answer.answered(try Self.report(on: id, in: answer))
    }

    /// How far a command is, offer by offer; may be empty for a while after registration.
    public func tasks(
        of id: CommandID, _ kind: CommandKind, offset: Int = 0, limit: Int = CommandKind.offerLimit, token: Secret
    ) async throws(AllegroError) -> Answered<[CommandTask]> {
        let answer = try await ask("GET", kind.path + percentEncoded(id.text) + "/tasks?limit=\(limit)&offset=\(offset)", token: token)
        var tasks: [CommandTask] = []
        for row in try answer.elements(of: answer.tree(), "tasks") {
            tasks.append(try Self.task(row, in: answer))
        }
        return answer.answered(tasks)
    }

    private func register(
        _ kind: CommandKind, _ id: CommandID, body: PayloadValue, token: Secret
    ) async throws(AllegroError) -> Answered<CommandReport> {
        do {
            let answer = try await ask("PUT", kind.path + percentEncoded(id.text), token: token, body: body)
            return answer.answered(try Self.report(on: id, in: answer))
        } catch .refused(let status, let faults, let traceID) {
            if faults.contains(where: { $0.code == "COMMAND_ALREADY_REGISTERED_WITH_DIFFERENT_CONTENT" }) {
                throw .registeredWithOtherContent(traceID: traceID)
            }
            if status == 409 { throw .alreadyRegistered(traceID: traceID) }
            throw .refused(status: status, faults: faults, traceID: traceID)
        }
    }

    private static func criteria(_ offers: [OfferID]) -> PayloadValue {
        assert(offers.count <= CommandKind.offerLimit)
        return [["offers": .array(offers.map { ["id": .string($0.text)] }), "type": "CONTAINS_OFFERS"]]
    }

    private static func report(on id: CommandID, in answer: AllegroAnswer) throws(AllegroError) -> CommandReport {
        let tree = try answer.tree()
        let count = tree["taskCount"]
        guard tree["id"]?.text == id.text else { throw answer.unreadable("a report on another command") }
        return CommandReport(
            id: id, createdAt: tree["createdAt"]?.text.flatMap { Timestamp(rfc3339: $0) },
            completedAt: tree["completedAt"]?.text.flatMap { Timestamp(rfc3339: $0) },
            total: try answer.required(count?["total"]?.count, "taskCount.total"),
            success: try answer.required(count?["success"]?.count, "taskCount.success"),
            failed: try answer.required(count?["failed"]?.count, "taskCount.failed"))
    }

    private static func task(_ row: PayloadValue, in answer: AllegroAnswer) throws(AllegroError) -> CommandTask {
        let fault = row["errors"]?.items.first
        // Older failures put the code where the message belongs.
        let message = row["message"]?.text
        let spokenCode = message.flatMap { $0.utf8.allSatisfy(Self.isCodeByte) && !$0.isEmpty ? $0 : nil }
        return CommandTask(
            offer: OfferID(try answer.required(row["offer"]?["id"]?.text, "tasks.offer.id")),
            status: CommandTask.Status(try answer.required(row["status"]?.text, "tasks.status")),
            code: fault?["code"]?.text ?? spokenCode, message: fault?["userMessage"]?.text ?? fault?["message"]?.text ?? message,
            scheduledAt: row["scheduledAt"]?.text.flatMap { Timestamp(rfc3339: $0) },
            finishedAt: row["finishedAt"]?.text.flatMap { Timestamp(rfc3339: $0) })
    }

    private static func isCodeByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || byte == UInt8(ascii: "_")
    }
}
