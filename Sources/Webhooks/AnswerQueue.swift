/// Keeps the answers of one connection in the order of its requests, whatever the order in which they become ready.
struct AnswerQueue<Answer> {
    private var slots: [Answer?] = []
    /// The ticket of the first slot.
    private var first = 0

    /// A request takes its place.
    mutating func open() -> Int {
        slots.append(nil)
        return first + slots.count - 1
    }

    /// Its answer is ready.
    mutating func settle(_ ticket: Int, _ answer: Answer) {
        assert(ticket >= first && ticket < first + slots.count && slots[ticket - first] == nil, "a request is answered once")
        slots[ticket - first] = answer
    }

    /// The next answer whose turn it is.
    mutating func next() -> Answer? {
        guard let answer = slots.first ?? nil else { return nil }
        slots.removeFirst()
        first += 1
        return answer
    }
}
