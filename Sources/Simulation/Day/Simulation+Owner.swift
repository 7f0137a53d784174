import Gateway
import Inventory
import Storage

/// What the shop's owner does at our own console: a write to the store, as every face of the gateway makes it.
extension Simulation {
    func perform(owner deed: Happening.Owner) {
        guard let own = running?.own else { return }
        let (store, plan, now) = (own.store, plan, schedule.gatewayNow)
        func ask(_ work: @Sendable @escaping () async throws -> Void) { try? onSoundDisk { try executor.wait(work) } }
        switch deed {
        case .ends(let place):
            watch.change(place) { $0.isEndedByHand = true }
            ask { _ = try await store.endByHand([plan.offers[place].id], at: now) }
        case .resumes(let place):
            // The owner is told whether it comes back: without stock it stays as it was.
            let outcomes = try? onSoundDisk {
                try executor.wait { try await store.resumeByHand([plan.offers[place].id], at: now).map(\.outcome) }
            }
            if outcomes?.first == .resumed { watch.change(place) { ($0.isEndedByHand, $0.isPaused) = (false, false) } }
        case .pauses:
            for place in plan.offers.indices { watch.change(place) { ($0.isEndedByHand, $0.isPaused) = (true, true) } }
            ask { _ = try await store.pause(.all, at: now) }
        case .unpauses:
            for place in plan.offers.indices { watch.change(place) { $0.isPaused = false } }
            ask { _ = try await store.unpause(.all, at: now) }
        case .synchronises(let place, let enabled):
            watch.synchronise(place, enabled)
            watch.trouble(for: .zero)
            ask { _ = try await store.switchSync([plan.offers[place].id], enabled: enabled, at: now) }
        case .freezes:
            watch.freeze()
            ask { _ = try await store.updateSettings { $0.frozen = true } }
        case .thaws:
            watch.thaw()
            ask { _ = try await store.updateSettings { $0.frozen = false } }
        case .compares: own.gateway.reconciler.hurry()
        case .settles(let pick):
            ask {
                let problems = try await store.problems(kind: nil, after: nil, limit: 100)
                guard pick < problems.count, let action = problems[pick].actions.first, action != .dismiss else { return }
                _ = try await store.settleProblem(problems[pick].id, action: action, at: now)
            }
        }
        own.gateway.wakeAll()
    }

    private func onSoundDisk<Value>(_ work: () throws -> Value) rethrows -> Value { try disk.map { try $0.sparing(work) } ?? work() }

    /// The owner does what each open problem proposes first.
    func settleProblems() throws {
        guard let own = running?.own else { return }
        let (store, now) = (own.store, schedule.gatewayNow)
        try executor.wait {
            for problem in try await store.problems(kind: nil, after: nil, limit: 500) {
                guard let action = problem.actions.first, action != .dismiss, action != .issueCorrection else { continue }
                _ = try await store.settleProblem(problem.id, action: action, at: now)
            }
        }
        own.gateway.wakeAll()
    }
}
