import Inventory

/// What is still to happen, by the time it is due: a binary heap, ties in the order of entry.
struct Agenda<Item: Sendable>: Sendable {
    private struct Entry: Sendable {
        let due: Timestamp
        let sequence: Int
        let item: Item

        func comesBefore(_ other: Entry) -> Bool { (due, sequence) < (other.due, other.sequence) }
    }

    private var heap: [Entry] = []
    private var sequence = 0

    var nextDue: Timestamp? { heap.first?.due }

    mutating func add(_ item: Item, due: Timestamp) {
        sequence += 1
        heap.append(Entry(due: due, sequence: sequence, item: item))
        var child = heap.count - 1
        while child > 0, heap[child].comesBefore(heap[(child - 1) / 2]) {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func takeFirst() -> (due: Timestamp, item: Item)? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        if heap.isEmpty { return (first.due, first.item) }
        heap[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child].comesBefore(heap[least]) { least = child }
            if least == parent { return (first.due, first.item) }
            heap.swapAt(parent, least)
            parent = least
        }
    }
}
