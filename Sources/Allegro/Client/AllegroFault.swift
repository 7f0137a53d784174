/// One entry of an answer's `errors`: what Allegro did not like, in its own words.
public struct AllegroFault: Sendable, Equatable {
    /// Stable, e.g. `INCORRECT_QUANTITY_VALUE`; of OAuth, `error`.
    public var code: String
    /// For engineers; of OAuth, `error_description`.
    public var message: String
    public var details: String?
    /// The field at fault, e.g. `modification.value`.
    public var path: String?
    /// For the shop owner, in the language asked for.
    public var userMessage: String?

    public init(code: String, message: String, details: String? = nil, path: String? = nil, userMessage: String? = nil) {
        self.code = code
        self.message = message
        self.details = details
        self.path = path
        self.userMessage = userMessage
    }
}
