import Inventory

/// This machine's clock, held against both APIs' own.
enum ClockCheck {
    /// Signatures and the order of documents bear this much; past the other, honest deliveries are refused.
    static let tolerable: Duration = .seconds(5)
    static let intolerable: Duration = .seconds(60)

    struct Facts: Sendable {
        /// Whose clock, e.g. `Allegro (main)`.
        let side: String
        /// The answer's `Date`, in whole seconds, and the moments between which it was given; nil where no answer came, or none with a `Date`.
        let answer: (date: Timestamp, from: Timestamp, to: Timestamp)?
    }

    static func judge(_ facts: Facts) -> [Finding] {
        guard let answer = facts.answer else {
            return [.warn(.clock, "\(facts.side) told no time, so this clock is held against nothing there", "see that NTP keeps it: timedatectl")]
        }
        // `Date` cuts the second's fraction off: its middle is half a second later.
        let middle = answer.from + (answer.to - answer.from) / 2
        let skew = answer.date + .milliseconds(500) - middle
        let size = skew < .zero ? .zero - skew : skew
        let tenths = size.wholeMicroseconds / 100_000
        let said = "this clock is \(tenths / 10).\(tenths % 10) s \(skew < .zero ? "ahead of" : "behind") \(facts.side)'s"
        let advice = "keep time by NTP: timedatectl set-ntp true (systemd-timesyncd or chrony)"
        if size > intolerable { return [.fail(.clock, .inputOutput, said, advice)] }
        if size > tolerable { return [.warn(.clock, said, advice)] }
        return [.ok(.clock, said)]
    }
}
