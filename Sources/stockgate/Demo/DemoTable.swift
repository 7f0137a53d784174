import Inventory

/// The story as a table that grows line by line.
struct DemoTable {
    private static let width = 62
    private(set) var cameTrue = true

    init() {
        Terminal.say(Self.line("what happens", "Allegro shows", "after"))
        Terminal.say(String(repeating: "─", count: Self.width + 28))
    }

    mutating func row(_ what: String, _ quantity: Int?, _ after: Duration?) {
        Terminal.say(Self.line(what, quantity.map(String.init) ?? "ended", after.map { "\($0.wholeMicroseconds / 1000) ms" } ?? "unchanged"))
    }

    /// Something that happened elsewhere than on an offer.
    func note(_ what: String, _ after: Duration?) {
        Terminal.say("  " + what.padded(to: Self.width + 14) + (after.map { "\($0.wholeMicroseconds / 1000) ms" } ?? ""))
    }

    mutating func fail(_ what: String) {
        cameTrue = false
        Terminal.say("✗ \(what)")
    }

    func close() {
        Terminal.say(String(repeating: "─", count: Self.width + 28))
        Terminal.say(cameTrue ? "The story came true." : "The story did not come true.")
    }

    private static func line(_ what: String, _ shows: String, _ after: String) -> String {
        what.padded(to: width) + shows.padded(to: 16) + after
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String { self + String(repeating: " ", count: max(1, width - count)) }
}
