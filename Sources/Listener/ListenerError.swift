/// Why a listener ended a connection, as handlers above it see it.
enum ListenerError: Error, Sendable, Equatable {
    /// As many connections as allowed are open.
    case tooManyConnections
    /// The client's request ended before its end: what came of its body is not all of it.
    case requestCut
    /// The request's body could not be read after its answer had begun.
    case unreadableBody
}
