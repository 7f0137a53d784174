import CurlClient
import Dispatch
import Inventory
import Logging
import NIOConcurrencyHelpers
import Storage

/// Masks and writes what a recorder notes, on a thread of its own: whoever notes something never waits for the disk. What cannot be kept up with, or
/// has no room left, ends the recording, never the work.
final class DayWriter: Sendable {
    /// Bodies that may wait for the disk.
    static let waitingLimit = 64 << 20
    /// What an event takes of it besides its bodies.
    private static let eventSize = 256
    /// Texts that are known again.
    private static let textLimit = 100_000
    /// What a crash may cost.
    static let syncInterval: Duration = .seconds(1)
    /// Header fields that decisions rest on.
    private static let fields: Set = ["date", "retry-after", "trace-id", "content-type", "location"]

    private struct State {
        /// The places of texts written before; all are forgotten when they are many.
        var texts: [[UInt8]: Int] = [:]
        var textCount = 0
        /// Nil before ``open(_:)``.
        var file: DayFile?
        var isOpen = false
        var isOver = false
        var syncedAt = ContinuousClock.now
    }

    private let sizeLimit: Int
    private let mask: PersonalDataMask
    private let logger: Logger
    private let queue = DispatchQueue(label: "stockgate.recording")
    private let waiting = NIOLockedValueBox(0)
    private let state = NIOLockedValueBox(State())

    /// What is noted waits until ``open(_:)``, which is to be called, once.
    init(sizeLimit: Int, mask: PersonalDataMask, logger: Logger) {
        (self.sizeLimit, self.mask, self.logger) = (sizeLimit, mask, logger)
        queue.suspend()
    }

    /// Lets what waits into its file; nil: there is none, and all of it is dropped.
    func open(_ file: DayFile?) {
        state.withLockedValue { ($0.file, $0.isOver, $0.isOpen) = (file, file == nil, true) }
        queue.resume()
    }

    /// Nothing more is written.
    var isOver: Bool { state.withLockedValue(\.isOver) }

    func note(_ event: DayEvent) { enqueue(0) { event } }

    func noteDeliveries(turn: Int, _ deliveries: [IncomingDelivery]) {
        enqueue(deliveries.reduce(0) { $0 + $1.body.count }) { [mask] in
            .deliveries(
                turn: turn,
                deliveries.map { delivery in
                    RecordedDelivery(
                        source: delivery.source, kind: delivery.kind, trust: delivery.trust, key: delivery.key,
                        body: String(decoding: mask.masked(delivery.body, delivery.format), as: UTF8.self), trace: delivery.headers["traceparent"],
                        receivedAt: delivery.receivedAt)
                })
        }
    }

    func noteResumed(turn: Int, after: Int, question: TurnQuestion, outcome: TurnOutcome, at moment: Timestamp) {
        let size = if case .answer(let answer) = outcome { answer.body.count } else { 0 }
        enqueue(size) { [self] in
            .resumed(turn: turn, after: after, question: question.text, outcome: recorded(outcome), at: moment)
        }
    }

    /// Writes what waits and ends the day.
    func end(_ reason: String) {
        note(.ended(reason: reason))
        // Before ``open(_:)`` what waits is written once the copy is there, and nobody waits for that.
        guard state.withLockedValue(\.isOpen) else { return }
        queue.sync { state.withLockedValue { $0.isOver = true } }
        try? state.withLockedValue(\.file)?.sync()
    }

    private func recorded(_ outcome: TurnOutcome) -> RecordedOutcome {
        switch outcome {
        case .fault(let fault): return RecordedOutcome(fault)
        case .granted: return .granted
        case .refused(let refusal): return .refused(refusal)
        case .answer(let answer):
            let headers = answer.headers.filter { Self.fields.contains($0.name) }.map { [$0.name, $0.value] }
            return .answer(status: answer.status, headers: headers, text: answer.body.isEmpty ? nil : place(of: mask.masked(answer.body, .json)))
        }
    }

    /// Writes a text that was not written before.
    private func place(of text: [UInt8]) -> Int {
        let digest = DayDigest.of(text)
        if let known = state.withLockedValue({ $0.texts[digest] }) { return known }
        append(.text(String(decoding: text, as: UTF8.self)))
        return state.withLockedValue { state in
            if state.texts.count >= Self.textLimit { state.texts = [:] }
            state.texts[digest] = state.textCount
            state.textCount += 1
            return state.textCount - 1
        }
    }

    private func enqueue(_ bodies: Int, _ make: @escaping @Sendable () -> DayEvent) {
        let bytes = bodies + Self.eventSize
        let isFull = waiting.withLockedValue { waiting in
            waiting += bytes
            return waiting > Self.waitingLimit
        }
        queue.async { [self] in
            defer { waiting.withLockedValue { $0 -= bytes } }
            if isFull { return stop("more came in than could be written") }
            append(make())
        }
    }

    private func append(_ event: DayEvent) {
        guard let file = state.withLockedValue({ $0.isOver ? nil : $0.file }) else { return }
        if file.size > sizeLimit { return stop("it has reached its largest size") }
        write(event, to: file)
    }

    private func stop(_ reason: String) {
        let file = state.withLockedValue { state in
            defer { state.isOver = true }
            return state.isOver ? nil : state.file
        }
        guard let file else { return }
        logger.warning("the recording ends", metadata: ["reason": "\(reason)", "file": "\(file.path)"])
        write(.ended(reason: reason), to: file)
    }

    private func write(_ event: DayEvent, to file: DayFile) {
        do {
            try file.append(DayCoding.line(event))
            let isDue = state.withLockedValue { state in
                let now = ContinuousClock.now
                guard now - state.syncedAt >= Self.syncInterval else { return false }
                state.syncedAt = now
                return true
            }
            if isDue { try file.sync() }
        } catch {
            state.withLockedValue { $0.isOver = true }
            logger.warning("the recording ends", metadata: ["reason": "\(error)", "file": "\(file.path)"])
        }
    }
}
