/// A text for people, in the two languages of the product.
public struct Words: Sendable, Equatable {
    /// For the engineer.
    public var en: String
    /// For the shop owner.
    public var pl: String

    public init(en: String, pl: String) {
        self.en = en
        self.pl = pl
    }

    /// What another system said, in its own words.
    public init(verbatim text: String) { self.init(en: text, pl: text) }
}
