/// The shape and media type of Allegro's answers (Allegro's OpenAPI, schema `ErrorsHolder`).
enum AllegroMedia {
    static let published = "application/vnd.allegro.public.v1+json"
    static let beta = "application/vnd.allegro.beta.v1+json"
}

extension SandboxReply {
    static func allegro(_ status: Int, _ json: JSON, mediaType: String = AllegroMedia.published) -> SandboxReply {
        SandboxReply(status: status, json: json, mediaType: mediaType)
    }

    static func allegroError(_ status: Int, code: String, message: String, path: String? = nil) -> SandboxReply {
        .allegro(status, ["errors": [.allegroError(code: code, message: message, path: path)]])
    }

    static func allegroNotFound(_ what: String) -> SandboxReply {
        .allegroError(404, code: "NOT_FOUND", message: "\(what) not found")
    }
}

extension JSON {
    static func allegroError(code: String, message: String, path: String? = nil) -> JSON {
        [
            "code": .string(code), "message": .string(message), "details": .null, "path": .optional(path), "userMessage": .string(message),
            "metadata": [:],
        ]
    }
}
