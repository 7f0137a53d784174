extension ExchangeRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Method and address alone: headers and body carry keys and tokens.
    public var description: String { "\(method) \(url)" }
    public var debugDescription: String { description }
    /// Empty, so that `dump` shows no more than the description.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
