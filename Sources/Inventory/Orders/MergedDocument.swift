/// What the documents of forms that were merged into an order mean for a document of its own.
///
/// Line ids survive a merge. What an old form's document covers is documented, whichever form its lines stand in now: a second document would count
/// them twice (R19).
public enum MergedDocument: Sendable, Equatable {
    /// No line is covered: the order gets its document as any other.
    case own
    /// Every line is covered by documents of these forms, which the order carries on: none of its own.
    case carriedOver(from: [OrderID])
    /// Some lines are covered and these are not: what is to be issued for them a person must say.
    case partly(by: [OrderID], missing: [LineItemID])

    /// - Parameters:
    ///   - lines: the order's, as it was read.
    ///   - coveredBy: the merged form whose document covers a line; lines that none covers are not in it.
    public init(lines: [LineItemID], coveredBy: [LineItemID: OrderID]) {
        let missing = lines.filter { coveredBy[$0] == nil }
        let forms = Set(lines.compactMap { coveredBy[$0] }).sorted()
        if forms.isEmpty {
            self = .own
        } else if missing.isEmpty {
            self = .carriedOver(from: forms)
        } else {
            self = .partly(by: forms, missing: missing)
        }
    }
}
