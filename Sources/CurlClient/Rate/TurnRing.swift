/// Who waits for one thing: the requests of each party in their order, and the parties by turns, so that one with ten thousand waiting does not
/// keep another's only one.
struct TurnRing<Element: Sendable>: Sendable {
    private var lines: [String: [Element]] = [:]
    /// Whose turn is next stands first.
    private var turns: [String] = []
    private(set) var count = 0

    /// Whose turn it is.
    var first: Element? { turns.first.flatMap { lines[$0]?.first } }

    func count(of party: String) -> Int { lines[party]?.count ?? 0 }

    /// At the end of the party's own line.
    mutating func append(_ element: Element, of party: String) {
        if lines[party] == nil { turns.append(party) }
        lines[party, default: []].append(element)
        count += 1
    }

    /// Into the party's own line before the first that comes after it: it waited before, for something else.
    mutating func insert(_ element: Element, of party: String, before comesAfter: (Element) -> Bool) {
        guard let index = lines[party]?.firstIndex(where: comesAfter) else { return append(element, of: party) }
        lines[party]?.insert(element, at: index)
        count += 1
    }

    /// Takes out the first; it is the next party's turn then.
    mutating func removeFirst() -> Element? {
        guard let party = turns.first, let element = lines[party]?.first else { return nil }
        turns.removeFirst()
        lines[party]?.removeFirst()
        if lines[party]?.isEmpty ?? true { lines[party] = nil } else { turns.append(party) }
        count -= 1
        return element
    }

    /// Takes one out who waits no longer.
    mutating func remove(of party: String, where isIt: (Element) -> Bool) {
        guard let index = lines[party]?.firstIndex(where: isIt) else { return }
        lines[party]?.remove(at: index)
        count -= 1
        guard lines[party]?.isEmpty ?? true else { return }
        lines[party] = nil
        turns.removeAll { $0 == party }
    }
}
