import Foundation
import NIOConcurrencyHelpers
import Storage

/// Asks stores whether they take a write, so that a probe costs the same however many there are: of those that lie in one folder, or in one database,
/// one after the other has its turn.
final class StoreProbes: Sendable {
    /// A store of a merchant at work.
    struct Subject: Sendable {
        let merchant: String
        let store: Store

        /// What lies at one place has a disk, or a server, in common.
        fileprivate var place: String {
            PostgreSQLAddress(store.path)?.server ?? URL(filePath: store.path).deletingLastPathComponent().path
        }
    }

    private struct State {
        /// Counts probes.
        var turn = 0
        /// What is wrong with one store alone, by its merchant, until it takes a write again.
        var own: [String: String] = [:]
    }

    private let state = NIOLockedValueBox(State())

    /// What keeps deliveries from being taken, by merchant. Those of one place are asked for all; one that has a fault of its own is asked again soon.
    func faults(of subjects: [Subject]) async -> [String: String] {
        let names = Set(subjects.map(\.merchant))
        let (turn, known) = state.withLockedValue { state in
            state.turn += 1
            state.own = state.own.filter { names.contains($0.key) }
            return (state.turn, state.own)
        }
        var told: [String: String] = [:]
        for neighbours in Dictionary(grouping: subjects, by: \.place).values {
            var asked = [neighbours[turn % neighbours.count]]
            let faulty = neighbours.filter { known[$0.merchant] != nil && $0.merchant != asked[0].merchant }
            if !faulty.isEmpty { asked.append(faulty[turn % faulty.count]) }
            for subject in asked {
                guard let fault = await ask(subject) else { continue }
                for neighbour in neighbours { told[neighbour.merchant] = fault }
                break
            }
        }
        return state.withLockedValue { told.merging($0.own) { _, own in own } }
    }

    /// What is wrong with all that lie where it does; nil: nothing, or with this one alone.
    private func ask(_ subject: Subject) async -> String? {
        do {
            try await subject.store.checkWritable()
            state.withLockedValue { $0.own[subject.merchant] = nil }
        } catch StorageError.notWritable(let reason) {
            return "\(StorageError.notWritable(reason: reason))"
        } catch StorageError.cannotOpen(let path, let reason) {
            return "\(StorageError.cannotOpen(path: path, reason: reason))"
        } catch {
            state.withLockedValue { $0.own[subject.merchant] = "\(error)" }
        }
        return nil
    }
}
