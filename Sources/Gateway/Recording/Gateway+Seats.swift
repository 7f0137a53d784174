import Inventory
public import ServiceLifecycle
import Storage

extension Gateway {
    /// Its services by the names that a recording knows them by. Who tells people of problems decides nothing, and has no seat.
    var seats: [(name: String, service: any SteppedService)] {
        var counts: [String: Int] = [:]
        return services.filter { !($0 is Notifier) }.map { service in
            let kind = String(describing: type(of: service))
            counts[kind, default: 0] += 1
            return ("\(kind)/\(counts[kind, default: 1])", service)
        }
    }

    /// What runs the services, each in a seat of `recorder`; nil: without.
    public func services(recordedBy recorder: DayRecorder?) -> [any Service] {
        guard let recorder else { return [Rota(services: services)] }
        return seats.map { SeatedService(seat: Seat(name: $0.name, keeper: recorder), service: $0.service) } + (notifier.map { [$0] } ?? [])
            + [recorder]
    }
}

/// A service that takes turns.
private struct SeatedService: Service {
    let seat: Seat
    let service: any SteppedService

    func run() async throws {
        try await Seat.$current.withValue(seat) { try await service.run() }
    }
}
