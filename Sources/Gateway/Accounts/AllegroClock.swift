import Inventory
import NIOConcurrencyHelpers

/// Allegro's clock against ours, as one account's answers tell it.
///
/// What we know of an offer (when it was read, when our commands left) is kept by Allegro's clock, since Allegro dates the sales and ends that are held
/// against it; and so it stands when ours is set anew.
final class AllegroClock: Sendable {
    private let known = NIOLockedValueBox<ClockOffset?>(nil)

    /// Nil before the first answer, when nothing is known.
    var offset: ClockOffset { known.withLockedValue { $0 } ?? .none }

    /// Learns from an answer. Returns between which moments of Allegro's clock it was made.
    func heard(_ date: Timestamp?, asked window: WarehouseLevel.Window) -> WarehouseLevel.Window {
        let offset = known.withLockedValue { known in
            if let date {
                let told = ClockOffset(date: date, asked: window)
                known = known?.narrowed(by: told) ?? told
            }
            return known ?? .none
        }
        return offset.theirs(window, answeredAt: date)
    }
}
