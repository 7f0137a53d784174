import Storage

/// The disk under the database: room, and how soon it keeps what it is given.
enum DiskCheck {
    /// Under this, deliveries are refused soon; under the other, look for what fills it.
    static let leastBytes = 64 * 1_048_576
    static let fewBytes = 1024 * 1_048_576
    /// Above this a delivery's answer is slow; above the other senders give up.
    static let slowSync: Duration = .milliseconds(50)
    static let uselessSync: Duration = .seconds(1)

    static func judge(_ facts: DiskFacts, folder: String) -> [Finding] {
        var findings: [Finding] = []
        if let free = facts.freeBytes {
            let said = "\(free / 1_048_576) MiB are free where the database lies"
            if free < leastBytes {
                findings.append(.fail(.disk, .inputOutput, said, "make room now: on a full disk every delivery is answered 503"))
            } else if free < fewBytes {
                findings.append(.warn(.disk, said, "make room, or give \(folder) a larger disk"))
            } else {
                findings.append(.ok(.disk, said))
            }
        }
        guard !facts.syncTimes.isEmpty else {
            return findings + [.fail(.disk, .inputOutput, "no file can be written in \(folder)", "let the gateway's user write there")]
        }
        let (median, worst) = (facts.syncTimes[facts.syncTimes.count / 2], facts.syncTimes[facts.syncTimes.count - 1])
        let said = "a page is on the disk after \(text(median)) (worst of \(facts.syncTimes.count): \(text(worst)))"
        if median > uselessSync {
            findings.append(.fail(.disk, .inputOutput, said, "senders give up before they are answered; use a local disk"))
        } else if median > slowSync {
            findings.append(.warn(.disk, said, "every delivery waits for this; use a local disk, not one across the network"))
        } else {
            findings.append(.ok(.disk, said))
        }
        return findings
    }

    private static func text(_ span: Duration) -> String {
        let microseconds = span.components.seconds * 1_000_000 + span.components.attoseconds / 1_000_000_000_000
        return "\(microseconds / 1000).\(microseconds % 1000 / 100) ms"
    }
}
