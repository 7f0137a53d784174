/// What is still to happen, by the time it is due: a binary heap, ties in the order of entry.
public struct Agenda<Item: Sendable>: Sendable {
    private struct Entry: Sendable {
        let due: SandboxInstant
        let sequence: UInt64
        let item: Item

        func comesBefore(_ other: Entry) -> Bool { (due, sequence) < (other.due, other.sequence) }
    }

    private var heap: [Entry] = []
    private var sequence: UInt64 = 0

    public init() {}

    var count: Int { heap.count }

    /// When the first item is due.
    public var nextDue: SandboxInstant? { heap.first?.due }

    public mutating func add(_ item: Item, due: SandboxInstant) {
        sequence += 1
        heap.append(Entry(due: due, sequence: sequence, item: item))
        var child = heap.count - 1
        while child > 0, heap[child].comesBefore(heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    /// Takes the first item if it is due by `moment`.
    mutating func take(dueBy moment: SandboxInstant) -> (item: Item, due: SandboxInstant)? {
        guard let first = heap.first, first.due <= moment else { return nil }
        return takeFirst().map { ($0, first.due) }
    }

    /// Takes the first item, due or not.
    public mutating func takeFirst() -> Item? {
        guard let first = heap.first else { return nil }
        let last = heap.removeLast()
        guard !heap.isEmpty else { return first.item }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child].comesBefore(heap[least]) { least = child }
            if least == parent { return first.item }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
