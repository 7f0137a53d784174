/// What is told of a command: counts, and each task as it stands.
extension SimulatedAllegro {
    /// `GET …-commands/{id}` (schema `GeneralReport`); zeros until the tasks are shown.
    func commandReport(_ kind: CommandKind, _ id: String, status: Int = 200, media: String = AllegroMedia.published) -> SandboxReply {
        guard let command = commands[kind]?[id] else { return .commandNotFound(id) }
        let shown = command.shownAt <= time && status != 201 ? command.tasks : []
        let done = shown.count { $0.state == .success }
        let open = shown.count { $0.state == .new }
        return .allegro(
            status,
            .fields([
                "id": .string(id), "createdAt": .string(command.createdAt.rfc3339),
                "completedAt": .optional(status == 201 ? nil : command.completedAt?.rfc3339),
                "taskCount": ["failed": .integer(shown.count - done - open), "success": .integer(done), "total": .integer(shown.count)],
            ]), mediaType: media)
    }

    /// `GET …-commands/{id}/tasks` (schemas `TaskReport`, `TaskWithSubjectReport`); empty for a while, 100 unless `limit` says more.
    func taskReport(_ kind: CommandKind, _ id: String, _ request: SandboxRequest) -> SandboxReply {
        guard let command = commands[kind]?[id] else { return .commandNotFound(id) }
        let limit = request.first("limit").map { Int($0) ?? 0 } ?? 100
        let offset = request.first("offset").map { Int($0) ?? -1 } ?? 0
        guard (1...1000).contains(limit), (0...999).contains(offset) else { return .outOfRange("limit") }
        let shown = command.shownAt <= time ? command.tasks : []
        return .allegro(200, ["tasks": .array(shown.dropFirst(offset).prefix(limit).map { Self.told($0, kind) })])
    }

    private static func told(_ task: CommandTask, _ kind: CommandKind) -> JSON {
        let (status, message, errors): (String, String, [JSON]) =
            switch task.state {
            case .new: ("NEW", "", [])
            case .success: ("SUCCESS", "", [])
            case .failed(let code, let message): ("FAIL", message, [.allegroError(code: code, message: message)])
            }
        switch kind {
        case .bulk:
            let field = if case .price = task.deed { "price" } else { "stock" }
            return [
                "subject": ["offerId": .string(task.offer), "field": .string(field)], "message": .string(message), "status": .string(status),
                "errors": .array(errors),
            ]
        case .quantity, .publication:
            return [
                "offer": ["id": .string(task.offer)], "field": .string(task.deed.field), "message": .string(message), "status": .string(status),
                "errors": .array(errors),
            ]
        }
    }
}

extension SandboxReply {
    fileprivate static func commandNotFound(_ id: String) -> SandboxReply {
        .allegroError(404, code: "COMMAND_NOT_FOUND", message: "Command \(id) not found")
    }
}
