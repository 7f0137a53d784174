public import Inventory
public import Logging
import NIOConcurrencyHelpers
public import Storage

/// Takes commands that are due out of the outbox and performs them, several at a time: each lane has its own slots, so that what prevents
/// overselling waits neither behind what raises nor behind another account (R31).
///
/// A command under way is claimed in memory only: after a crash it is still due, and Allegro knows it by its id.
public final class CommandWorker: SteppedService {
    /// What is done with one command; it writes the outcome before it returns.
    public typealias Performance = @Sendable (Command, _ now: Timestamp) async throws -> Void

    /// After a failure that the performance could not settle itself.
    static let pause: Duration = .seconds(5)
    /// The same where not even that could be written.
    static let unwrittenPause: Duration = .milliseconds(500)

    public let wake: Wake
    public let clock: @Sendable () -> Timestamp
    private let states: [Command.State]
    private let slots: Int
    private let store: Store
    private let logger: Logger
    private let lanes: @Sendable (_ now: Timestamp) -> [CommandLane]
    private let opening: @Sendable (_ now: Timestamp) -> Timestamp?
    private let perform: Performance
    private let claimed = NIOLockedValueBox<[CommandID: CommandLane]>([:])
    /// Commands that wait although the outbox calls them due: the store could not be told.
    private let resting = NIOLockedValueBox<[CommandID: Timestamp]>([:])

    /// - Parameters:
    ///   - slots: commands of one lane performed at once.
    ///   - lanes: the lanes whose accounts may be worked for now, the most urgent first; whoever changes that wakes the worker.
    ///   - opening: when the next lane opens that is closed for a time; nil when none is.
    public init(
        states: [Command.State], slots: Int, store: Store, wake: Wake, clock: @escaping @Sendable () -> Timestamp, logger: Logger,
        lanes: @escaping @Sendable (_ now: Timestamp) -> [CommandLane], opening: @escaping @Sendable (_ now: Timestamp) -> Timestamp? = { _ in nil },
        perform: @escaping Performance
    ) {
        self.states = states
        self.slots = slots
        self.store = store
        self.wake = wake
        self.clock = clock
        self.logger = logger
        self.lanes = lanes
        self.opening = opening
        self.perform = perform
    }

    /// Performs one due command from start to end.
    public func step(at now: Timestamp) async -> Pace {
        let (commands, next) = await claim(at: now, atMost: 1)
        guard let command = commands.first else { return .rest(until: next) }
        await work(on: command, at: now)
        return .again
    }

    /// Performs due commands side by side until none is due; what is under way when it is stopped ends first.
    public func work() async -> Timestamp? {
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                let (commands, next) = await Seat.turn(clock) { await claim(at: $0, atMost: .max) }
                for command in commands {
                    group.addTask { [self] in
                        await Seat.turn(clock, command: command.id) { await work(on: command, at: $0) }
                        wake.signal()
                    }
                }
                let until = next.map { max($0, clock() + .milliseconds(1)) }
                if claimed.withLockedValue(\.isEmpty) { return until }
                await wake.wait(atMost: until.map { $0 - clock() })
            }
            return nil
        }
    }

    func work(on command: Command, at now: Timestamp) async {
        do {
            try await perform(command, now)
        } catch is CancellationError {
            // We stop: it stays due.
        } catch {
            logger.error("a command waits: its outcome could not be written", metadata: ["command": "\(command.id)", "error": "\(error)"])
            await postpone(command, "\(error)")
        }
        claimed.withLockedValue { $0[command.id] = nil }
    }

    /// Durably where that can be, so that one command that always fails does not keep its lane busy.
    private func postpone(_ command: Command, _ fault: String) async {
        do {
            try await store.postpone(command.id, until: clock() + Self.pause, fault: fault, traceID: nil)
        } catch {
            let until = clock() + Self.unwrittenPause
            resting.withLockedValue { $0[command.id] = until }
        }
    }

    /// Claims what is due for the free slots of each lane; tells when a lane that still has free slots then has work again.
    func claim(at now: Timestamp, atMost limit: Int) async -> (commands: [Command], next: Timestamp?) {
        let busy = claimed.withLockedValue { $0 }
        let resting = resting.withLockedValue { resting in
            resting = resting.filter { $0.value > now }
            return resting
        }
        let free = lanes(now).compactMap { lane -> (lane: CommandLane, limit: Int)? in
            let room = slots - busy.values.count { $0 == lane }
            return room > 0 ? (lane, room) : nil
        }
        do {
            let (due, next) = try await store.dueCommands(states, in: free, excluding: Set(busy.keys).union(resting.keys), at: now)
            let commands = Array(due.prefix(limit))
            claimed.withLockedValue { claimed in
                for command in commands { claimed[command.id] = CommandLane(command) }
            }
            return (commands, [next, opening(now), resting.values.min()].compactMap(\.self).min())
        } catch is CancellationError {
            // We stop: what is due stays due.
            return ([], nil)
        } catch {
            logger.error("the outbox cannot be read", metadata: ["error": "\(error)"])
            return ([], now + .seconds(1))
        }
    }
}
