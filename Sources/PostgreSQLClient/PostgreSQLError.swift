/// What the server, or the way to it, said.
public struct PostgreSQLError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The five characters that tell the kind of fault (PostgreSQL's documentation, appendix A); empty where libpq itself failed.
    public var state: String
    /// The primary message in one line: no statement, no values.
    public var message: String

    public init(state: String, message: String) { (self.state, self.message) = (state, message) }

    /// `connection_failure`
    public static let noConnection = "08006"

    /// Whether the connection ends with it: class 08, 57P (the server shuts down), 25P03 (idle for too long within a transaction).
    var endsConnection: Bool { ["08", "57P", "25P03"].contains { state.hasPrefix($0) } }

    public var description: String { message }

    static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).map { $0.drop(while: \.isWhitespace) }.joined(separator: "; ")
    }
}
