import Dispatch
import Inventory
import NIOConcurrencyHelpers

/// The rests of a rota's services that have an end, under one timer.
///
/// `@unchecked`: libdispatch's timers may be set from any thread, and Swift does not know it.
final class Rests: @unchecked Sendable {
    private struct State {
        var ends: [DispatchTime?]
        /// What the timer is set to.
        var next: DispatchTime?
    }

    private let state: NIOLockedValueBox<State>
    private let timer = DispatchSource.makeTimerSource(queue: .global())

    /// - Parameter onEnd: called for each rest that has come to its end; must not block.
    init(count: Int, onEnd: @escaping @Sendable (_ place: Int) -> Void) {
        state = NIOLockedValueBox(State(ends: Array(repeating: nil, count: count)))
        timer.setEventHandler { [weak self] in self?.takeEnded().forEach(onEnd) }
        timer.activate()
    }

    deinit { timer.cancel() }

    /// The service at this place rests for so long.
    func begin(_ place: Int, for span: Duration) {
        let end = DispatchTime.now() + .microseconds(Int(max(span, .zero).wholeMicroseconds))
        state.withLockedValue { state in
            state.ends[place] = end
            if state.next.map({ end < $0 }) ?? true { set(&state, to: end) }
        }
    }

    /// It works again before that.
    func end(_ place: Int) { state.withLockedValue { $0.ends[place] = nil } }

    private func takeEnded() -> [Int] {
        state.withLockedValue { state in
            let now = DispatchTime.now()
            let ended = state.ends.indices.filter { state.ends[$0].map { $0 <= now } ?? false }
            for place in ended { state.ends[place] = nil }
            set(&state, to: state.ends.lazy.compactMap(\.self).min())
            return ended
        }
    }

    private func set(_ state: inout State, to next: DispatchTime?) {
        state.next = next
        if let next { timer.schedule(deadline: next) }
    }
}
