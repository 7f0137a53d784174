/// The three kinds of commands, each with its own path, its own room of ids and its own limit of changes.
enum CommandKind: Sendable, Hashable, CaseIterable { case quantity, publication, bulk }

/// What a task does to its offer.
enum TaskDeed: Sendable, Equatable {
    case fixed(Int)
    case gain(Int)
    case activate
    case end
    /// The bulk command may change prices as well.
    case price(String)

    var field: String {
        switch self {
        case .fixed, .gain: "quantity"
        case .activate, .end: "publication"
        case .price: "price"
        }
    }
}

/// One offer's part of a command.
struct CommandTask: Sendable {
    enum State: Sendable, Equatable {
        case new
        case success
        case failed(code: String, message: String)
    }

    let offer: String
    let deed: TaskDeed
    var state: State = .new
}

/// A registered command: what was asked and how far it has come.
struct SandboxCommand: Sendable {
    /// What a repeat of the same id is compared with.
    struct Step: Sendable, Equatable {
        let offer: String
        let deed: TaskDeed
    }

    let content: [Step]
    let createdAt: SandboxInstant
    /// Until then the report shows zeros and no tasks (threads 1766, 2067).
    let shownAt: SandboxInstant
    var completedAt: SandboxInstant?
    var tasks: [CommandTask]

    /// Reports live a week (thread 3451).
    static let life: Duration = .seconds(7 * 24 * 3600)
}
