public import Inventory

/// What Allegro answered, with what its support asks for and its own clock.
public struct Answered<Value: Sendable>: Sendable {
    public var value: Value
    /// The answer's `trace-id`.
    public var traceID: String?
    /// The answer's `Date`, in whole seconds.
    public var serverDate: Timestamp?

    public init(value: Value, traceID: String? = nil, serverDate: Timestamp? = nil) {
        self.value = value
        self.traceID = traceID
        self.serverDate = serverDate
    }
}

extension Answered: Equatable where Value: Equatable {}
