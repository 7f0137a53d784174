import Inventory
import Sandbox

/// Something that happens in the simulated world without our doing. It names what it touches by place, so that the same happening makes sense
/// when others before it are left out: `pick` counts back from the newest that fits.
enum Happening: Sendable {
    /// PZ, in ten-thousandths of a piece.
    case receipt(good: Int, count: Int, warehouse: Int)
    /// WZ by a person, naming no order.
    case release(good: Int, count: Int, warehouse: Int)
    /// WZ by a person that names an order and carries some or all of it.
    case orderRelease(pick: Int, isPartial: Bool)
    case edit(pick: Int, percent: Int)
    case delete(pick: Int)
    case transfer(good: Int, pieces: Int, from: Int)
    case purchase([Line], payment: SandboxOrder.Payment, wish: Wish)
    case cancel(pick: Int)
    case merge(pick: Int)
    /// The goods of a shipped order come back, and a person books them in.
    case goodsReturn(pick: Int)
    case modify(pick: Int)
    case hand(Hand, offer: Int)
    case owner(Owner)
    case fault(SandboxSide, FaultKind, share: Double, seconds: Int, path: String?)
    case crash(CrashPoint, down: Int)
    case clockJump(seconds: Int)

    struct Line: Sendable {
        let offer: Int
        let quantity: Int
    }

    enum Wish: Sendable, CaseIterable { case none, person, company }

    /// Somebody else on Allegro.
    enum Hand: Sendable {
        case ends
        case moderates
        case resumes
        case changes(by: Int)
    }

    /// The shop's owner, at our own console.
    enum Owner: Sendable {
        case ends(offer: Int)
        case resumes(offer: Int)
        case pauses
        case unpauses
        case synchronises(offer: Int, Bool)
        case freezes
        case thaws
        case compares
        /// Settles the problem at this place of the list, as its first action says.
        case settles(pick: Int)
    }
}

/// Where the gateway ends.
enum CrashPoint: Sendable, Equatable {
    case atOnce
    /// Before so many more writes were done.
    case write(Int)
    /// Before so many more requests left.
    case request(Int)
    /// After the other side did what so many more requests asked for, before the answer came.
    case answer(Int)
    /// After so many more deliveries were kept, before their sender was told.
    case delivery(Int)
}

/// A happening and its moment, counted from the day's beginning.
struct TimedHappening: Sendable {
    let at: Duration
    let happening: Happening
}

extension TimedHappening: CustomStringConvertible {
    var description: String { "+\(at.wholeMicroseconds / 1000) ms  \(happening)" }
}
