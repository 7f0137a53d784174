/// What a catch-up brought.
public struct CatchUpReport: Sendable {
    public let offers: Int
    /// From the switch to the moment in which every offer shows its number; nil where that did not come in twice the limit's own time.
    public let took: Duration?
    /// What Allegro's limit alone costs.
    public let limit: Duration
    /// How often each of Allegro's rules was broken: what it answers 429, among others.
    public let violations: [String: Int]
    /// From the release in wFirma to the arrival of the END at Allegro, sorted; those that never came count as the longest.
    public let ends: [Duration]
    public let requests: Int

    /// How much longer it may take than the limit's own time.
    public static let allowance = 1.1
    /// How soon an end overtakes.
    public static let overtaking: Duration = .seconds(1)

    public var isMet: Bool {
        (took.map { $0 <= limit * Self.allowance } ?? false) && violations.isEmpty && (ends.last.map { $0 <= Self.overtaking } ?? true)
    }
}

extension CatchUpReport: CustomStringConvertible {
    public var description: String {
        let right = took.map { "in \(Self.seconds($0)), \(Self.rounded($0 / limit)) of the limit's own \(Self.seconds(limit))" } ?? "not at all"
        let broken = violations.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        let overtaking = ends.last.map { "\(ends.count) ends within \(Self.seconds($0))" } ?? "no ends"
        return "\(offers) offers right \(right); \(requests) requests; rules of Allegro's broken: \(broken.isEmpty ? "none" : broken); \(overtaking)"
    }

    private static func seconds(_ span: Duration) -> String { "\(rounded(span / .seconds(1))) s" }
    private static func rounded(_ number: Double) -> Double { (number * 1000).rounded() / 1000 }
}
