extension Delivery {
    /// The body as it came, but for the one secret that a body can carry.
    public var maskedBody: String {
        let text = String(decoding: incoming.body, as: UTF8.self)
        let json = text.replacing(/("webhook_key"\s*:\s*)("(?:[^"\\]|\\.)*"?|[^\s,}\]]+)/) { "\($0.output.1)\"***\"" }
        return json.replacing(/(<webhook_key\b[^>]*>)(?s:.*?)(<\/webhook_key|$)/) { "\($0.output.1)***\($0.output.2)" }
    }
}
