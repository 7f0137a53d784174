/// What can go wrong in this module.
public enum CryptoError: Error, Sendable, Equatable, CustomStringConvertible {
    /// OpenSSL refused; `reason` is what its error queue said.
    case refused(operation: String, reason: String)
    /// A key has another length than its algorithm takes; both in bytes.
    case wrongKeyLength(expected: Int, found: Int)
    /// What was to be opened is cut short, was altered, or was sealed under another key or context.
    case notAuthentic
    /// A text that should hold one PEM block of the named kind does not.
    case malformedPEM(expected: String)

    public var description: String {
        switch self {
        case .refused(let operation, let reason): "\(operation): \(reason)"
        case .wrongKeyLength(let expected, let found): "the key has \(found) bytes, not \(expected)"
        case .notAuthentic: "the sealed bytes were altered, or sealed under another key"
        case .malformedPEM(let expected): "no PEM block of a \(expected)"
        }
    }
}
