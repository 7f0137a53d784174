import Inventory

extension OrderFetcher {
    struct Beat: Sendable {
        var due = Timestamp(seconds: 0)
        var failures = 0
        /// Of the failures in a row the first.
        var failingSince: Timestamp?
        var wasTold = false

        /// It is due again later. True: a person is to be told now.
        mutating func fail(retryAfter: Duration?, _ backoff: Backoff, isTold: Bool, at now: Timestamp) -> Bool {
            due = now + max(retryAfter ?? .zero, backoff.wait(after: failures, chance: 0.5))
            failures += 1
            let since = min(failingSince ?? now, now)
            failingSince = since
            guard isTold, !wasTold, now - since >= OrderFetcher.patience else { return false }
            wasTold = true
            return true
        }
    }
}
