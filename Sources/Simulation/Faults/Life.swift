import NIOConcurrencyHelpers

/// One life of the gateway's process, from its start to its crash. A crash stops every write and request of that life; what its tasks still do
/// in memory reaches nobody.
final class Life: Sendable {
    /// The first is 0.
    let number: Int
    /// Writes so far, for telling whether a step did something.
    private let state = NIOLockedValueBox<(hasEnded: Bool, fuse: CrashPoint?)>((false, nil))

    init(number: Int) { self.number = number }

    var hasEnded: Bool { state.withLockedValue { $0.hasEnded } }

    /// Makes it end at `point`.
    func light(_ point: CrashPoint) {
        state.withLockedValue { state in
            if point == .atOnce { state.hasEnded = true } else { state.fuse = point }
        }
    }

    func end() { state.withLockedValue { $0.hasEnded = true } }

    /// What `StoreOptions.beforeWrite` does: throws in place of a write after the end.
    func beforeWrite() throws {
        if endsHere({ if case .write(let count) = $0 { (count, CrashPoint.write) } else { nil } }) { throw CancellationError() }
    }

    /// True where the process is gone before a request leaves.
    func endsBeforeRequest() -> Bool { endsHere { if case .request(let count) = $0 { (count, CrashPoint.request) } else { nil } } }

    /// True where the process goes after the other side did what was asked.
    func endsBeforeAnswer() -> Bool { endsHere { if case .answer(let count) = $0 { (count, CrashPoint.answer) } else { nil } } }

    /// True where the process goes after a delivery was kept.
    func endsBeforeAcknowledging() -> Bool { endsHere { if case .delivery(let count) = $0 { (count, CrashPoint.delivery) } else { nil } } }

    private func endsHere(_ matching: (CrashPoint) -> (Int, (Int) -> CrashPoint)?) -> Bool {
        state.withLockedValue { state in
            guard !state.hasEnded, let fuse = state.fuse, let (count, make) = matching(fuse) else { return state.hasEnded }
            if count == 0 { (state.hasEnded, state.fuse) = (true, nil) } else { state.fuse = make(count - 1) }
            return state.hasEnded
        }
    }
}
