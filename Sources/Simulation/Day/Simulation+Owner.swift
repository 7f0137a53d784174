import Gateway
import Inventory
import Storage

/// What the shop's owner does at our own console: a write to the store, as every face of the gateway makes it.
extension Simulation {
    func perform(owner deed: Happening.Owner) {
        guard let own = running?.own else { return }
        let (store, plan, now) = (own.store, plan, schedule.gatewayNow)
        func ask(_ work: @Sendable @escaping () async throws -> Void) { try? onSoundDisk { try executor.wait(work) } }
        func answer(_ work: @Sendable @escaping () async throws -> Store.Outcomes) -> Store.Outcomes {
            (try? onSoundDisk { try executor.wait(work) }) ?? []
        }
        switch deed {
        case .ends(let place):
            // The owner is told whether it ends: one that another hand ended stays as that hand left it.
            let outcomes = answer { try await store.endByHand([plan.offers[place].id], at: now) }
            if let outcome = outcomes.first?.outcome, [.ended, .frozen, .unchanged].contains(outcome) { watch.endByOwner(place) }
        case .resumes(let place):
            // The owner is told whether it comes back: without stock it stays as it was.
            let outcomes = answer { try await store.resumeByHand([plan.offers[place].id], at: now) }
            if let outcome = outcomes.first?.outcome, [.resumed, .frozen, .unchanged].contains(outcome) { watch.resumeByOwner(place) }
        case .pauses:
            for (offer, outcome) in answer({ try await store.pause(.all, at: now) }) {
                guard [.ended, .frozen, .waiting, .unchanged].contains(outcome), let place = plan.place(of: offer.text) else { continue }
                watch.pause(place)
            }
        case .unpauses:
            for (offer, _) in answer({ try await store.unpause(.all, at: now) }) { plan.place(of: offer.text).map(watch.unpause) }
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
            let settled = try? onSoundDisk {
                try executor.wait { () -> (problem: OpenProblem, action: OpenProblem.Action)? in
                    let problems = try await store.problems(kind: nil, after: nil, limit: 100)
                    guard pick < problems.count, let action = problems[pick].actions.first, action != .dismiss else { return nil }
                    return try await store.settleProblem(problems[pick].id, action: action, at: now) ? (problems[pick], action) : nil
                }
            }
            if let settled { note(settled.action, on: settled.problem) }
        }
        own.gateway.wakeAll()
    }

    private func onSoundDisk<Value>(_ work: () throws -> Value) rethrows -> Value { try disk.map { try $0.sparing(work) } ?? work() }

    /// The owner does what each open problem proposes first.
    func settleProblems() throws {
        guard let own = running?.own else { return }
        let (store, now) = (own.store, schedule.gatewayNow)
        let settled = try executor.wait {
            var settled: [(problem: OpenProblem, action: OpenProblem.Action)] = []
            for problem in try await store.problems(kind: nil, after: nil, limit: 500) {
                guard let action = problem.actions.first, action != .dismiss, action != .issueCorrection else { continue }
                if try await store.settleProblem(problem.id, action: action, at: now) { settled.append((problem, action)) }
            }
            return settled
        }
        for (problem, action) in settled { note(action, on: problem) }
        own.gateway.wakeAll()
    }

    /// The owner has an offer brought back.
    private func note(_ action: OpenProblem.Action, on problem: OpenProblem) {
        if action == .resume { plan.place(of: problem.subject).map(watch.resumeByOwner) }
    }
}
