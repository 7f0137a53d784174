import Allegro
import CurlClient
import Storage
import WFirma

/// The one gate through which every request of a gateway leaves: while everything is frozen, none that changes anything passes (R49), and none at
/// all once another gateway may work the store.
///
/// The services look before they begin, so that what would be sent waits in its place. This is asked after every wait within the process; a
/// request that then waits for a connection is asked about the tenure once more when it has one.
struct FreezableExchange: Exchange {
    let base: any Exchange
    let store: Store

    func send(_ request: ExchangeRequest) async throws(ExchangeError) -> ExchangeAnswer {
        if request.changes { try await letOut() }
        // Last, and by this process's own clock: whoever froze on the way here leaves it to the gateway that works the store now.
        guard store.mayAct else { throw .notSent(reason: "another gateway works this store") }
        var request = request
        request.mayLeave = { [store] in store.mayAct }
        return try await base.send(request)
    }

    private func letOut() async throws(ExchangeError) {
        let isFrozen: Bool
        do { isFrozen = try await store.isFrozen() } catch {
            throw .notSent(reason: "the store does not tell whether everything is frozen: \(error)")
        }
        if isFrozen { throw .withheld }
    }
}

extension Error {
    /// Nothing is wrong with it: it was not let out while everything is frozen.
    var isWithheld: Bool {
        let error: any Error = self
        return switch error {
        case ReadingFault.allegro(.unreachable(.withheld)), AllegroError.unreachable(.withheld), WFirmaError.unreachable(.withheld): true
        default: false
        }
    }
}
