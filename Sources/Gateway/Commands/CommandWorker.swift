public import Inventory
public import Logging
import NIOConcurrencyHelpers
import ServiceLifecycle
public import Storage

/// Takes commands that are due out of the outbox, what prevents overselling first, and performs them, several at a time.
///
/// A command under way is claimed in memory only: after a crash it is still due, and Allegro knows it by its id.
public final class CommandWorker: SteppedService {
    /// What is done with one command; it writes the outcome before it returns.
    public typealias Performance = @Sendable (Command, _ now: Timestamp) async throws -> Void

    public let wake: Wake
    public let clock: @Sendable () -> Timestamp
    private let states: [Command.State]
    private let parallel: Int
    private let store: Store
    private let logger: Logger
    private let perform: Performance
    private let claimed = NIOLockedValueBox<Set<CommandID>>([])

    public init(
        states: [Command.State], parallel: Int, store: Store, wake: Wake, clock: @escaping @Sendable () -> Timestamp, logger: Logger,
        perform: @escaping Performance
    ) {
        self.states = states
        self.parallel = parallel
        self.store = store
        self.wake = wake
        self.clock = clock
        self.logger = logger
        self.perform = perform
    }

    /// Performs one due command from start to end.
    public func step(at now: Timestamp) async -> Pace {
        guard let command = await claim(1, at: now).first else { return await rest(at: now) }
        await work(on: command, at: now)
        return .again
    }

    /// Performs due commands side by side until the service is stopped; what is under way then ends first.
    public func run() async throws {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                while !Task.isCancelled {
                    let now = self.clock()
                    let free = self.parallel - self.claimed.withLockedValue(\.count)
                    let commands = free > 0 ? await self.claim(free, at: now) : []
                    for command in commands {
                        group.addTask {
                            await self.work(on: command, at: self.clock())
                            self.wake.signal()
                        }
                    }
                    if commands.isEmpty, case .rest(let until) = await self.rest(at: now) {
                        await self.wake.wait(atMost: free > 0 ? until.map { $0 - self.clock() } : nil)
                    }
                }
            }
        }
    }

    private func work(on command: Command, at now: Timestamp) async {
        do {
            try await perform(command, now)
        } catch {
            logger.error("a command waits: its outcome could not be written", metadata: ["command": "\(command.id)", "error": "\(error)"])
            try? await Task.sleep(for: .milliseconds(500))
        }
        claimed.withLockedValue { _ = $0.remove(command.id) }
    }

    private func claim(_ count: Int, at now: Timestamp) async -> [Command] {
        do {
            let busy = claimed.withLockedValue { $0 }
            let commands = try await store.dueCommands(states, limit: count, excluding: busy, at: now)
            claimed.withLockedValue { $0.formUnion(commands.map(\.id)) }
            return commands
        } catch {
            logger.error("the outbox cannot be read", metadata: ["error": "\(error)"])
            return []
        }
    }

    private func rest(at now: Timestamp) async -> Pace {
        let next = try? await store.nextCommand(states)
        // At least a moment: the one that is due may be claimed already.
        return .rest(until: next.map { max($0, now + .milliseconds(20)) })
    }
}
