/// Something that a command asks of a running `serve`.
public struct Wish: Sendable, Equatable {
    public var id: Int64
    /// What is wished, e.g. `reconcile`.
    public var kind: String
    /// Its particulars, as JSON.
    public var body: String
}

/// What a `serve` made of a wish.
public struct WishAnswer: Sendable, Equatable {
    /// False: `text` says why not, in plain words.
    public var granted: Bool
    /// The answer, as JSON where it was granted.
    public var text: String

    public init(granted: Bool, text: String) {
        self.granted = granted
        self.text = text
    }
}
