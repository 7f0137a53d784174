import Foundation

/// What the system and Allegro allow, against what the gateway may need.
enum LimitCheck {
    /// Two listeners of 4096 connections each, and what the gateway opens itself.
    static let neededFiles = 2 * 4_096 + 256
    /// What Allegro allows a client id, unless it granted more.
    static let usualRequests = 9000

    struct Facts: Sendable {
        /// How many files `serve` may open, or this call where none runs; nil where the system does not tell.
        let openFiles: Int?
        let isServed: Bool
        /// Client id → its accounts and the requests a minute that each may use.
        let shares: [String: [(account: String, requestsPerMinute: Int)]]
    }

    static func judge(_ facts: Facts) -> [Finding] {
        var findings: [Finding] = []
        if let files = facts.openFiles {
            let whose = facts.isServed ? "serve" : "a process started here"
            if files < neededFiles {
                findings.append(
                    .warn(
                        .limits, "\(whose) may open \(files) files, fewer than its connections may be (\(neededFiles))",
                        "raise the limit: LimitNOFILE=65536 in the unit, or ulimit -n"))
            } else {
                findings.append(.ok(.limits, "\(whose) may open \(files) files"))
            }
        }
        for (client, accounts) in facts.shares.sorted(by: { $0.key < $1.key }) {
            let paces = Set(accounts.map(\.requestsPerMinute))
            let names = accounts.map(\.account).joined(separator: ", ")
            if paces.count > 1 {
                findings.append(
                    .warn(
                        .limits, "\(names) share the client id \(client) and state different requests_per_minute",
                        "they share one limit, the smallest; state the same"))
            }
            if let pace = paces.max(), pace > usualRequests {
                findings.append(
                    .warn(
                        .limits, "\(names): \(pace) requests a minute, where Allegro allows a client id \(usualRequests)",
                        "lower requests_per_minute unless Allegro granted you more: whoever calls on after a 429 waits longer"))
            }
        }
        return findings
    }

    static func gather(_ configuration: GatewayConfiguration, serving: Int32?) -> Facts {
        let shares = Dictionary(grouping: configuration.allegro, by: \.clientID).mapValues { accounts in
            accounts.map { (account: $0.account, requestsPerMinute: $0.requestsPerMinute) }
        }
        return Facts(openFiles: openFiles(of: serving.map { "\($0)" } ?? "self"), isServed: serving != nil, shares: shares)
    }

    /// The limit up to which `serve` raises its own, from `/proc`: `Max open files  1024  524288  files`.
    private static func openFiles(of process: String) -> Int? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/limits", encoding: .utf8) else { return nil }
        let line = text.split(separator: "\n").first { $0.hasPrefix("Max open files") }
        return line?.split(separator: " ").compactMap { Int($0) }.last
    }
}
