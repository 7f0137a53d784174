/// Between which quantities an offer may come to stand once everything is done that is under way.
struct Reach: Equatable {
    var low: Int
    var high: Int

    /// What is expected counts as done or as not done yet, whichever reaches further down; upward it counts as done.
    /// What nobody can tell of may have been done or not.
    init(of shown: ShownQuantity, with open: [OpenCommand]) {
        (low, high) = (shown.low, shown.high)
        for command in open {
            let gained = command.action.gained
            low += min(0, gained)
            high += command.progress == .expected ? gained : max(0, gained)
            if case .fixed(let quantity) = command.action { (low, high) = (min(low, quantity), max(high, quantity)) }
        }
    }

    /// How much may be taken away to come down to `wanted`, zero or less. Allegro refuses a change to less than 1: what only an increase that
    /// is not carried out yet could make too much is taken away once its outcome is known.
    func lowering(to wanted: Int) -> Int { min(0, max(wanted - high, 1 - low)) }
}
