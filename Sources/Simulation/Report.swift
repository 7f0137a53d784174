extension RunReport: CustomStringConvertible {
    /// One line: the seed, what it played, what was oversold by cause, and what did not hold.
    public var description: String {
        let causes = OversoldPieces.Cause.allCases.compactMap { cause in
            pieces(cause) > 0 ? "\(cause.rawValue) \(pieces(cause))" : nil
        }
        let digest = String(digest, radix: 16)
        let head = "seed \(scenario.seed): \(events) events, digest \(digest), oversold \(causes.isEmpty ? "none" : causes.joined(separator: ", "))"
        guard !violations.isEmpty else { return head }
        return head + "\n" + violations.map { "  broken: \($0)" }.joined(separator: "\n") + "\n  repeat: \(scenario.command)"
    }
}
