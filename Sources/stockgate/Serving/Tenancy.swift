import Foundation
import Logging
import Metrics
import ServiceLifecycle
import Storage

/// How a process comes by the right to work a store.
enum Tenancy: Sendable {
    /// A file's lock: taken before the file is opened, and kept until the end.
    case lock(ServeLock)
    /// Leases of a fleet: one after another, with times between them in which another gateway works the store.
    case leases(Fleet)

    /// Takes the lock, or finds the fleet of the database. Throws a ``StorageError``.
    init(of configuration: GatewayConfiguration, _ fleets: Fleets) throws {
        self =
            if let address = PostgreSQLAddress(configuration.database) { .leases(try fleets.fleet(at: address)) } else {
                .lock(try ServeLock.acquire(database: configuration.database))
            }
    }

    var lock: ServeLock? {
        if case .lock(let lock) = self { lock } else { nil }
    }

    var fleet: Fleet? {
        if case .leases(let fleet) = self { fleet } else { nil }
    }

    /// Gives the lock back; leases are given back by whoever works under them.
    func end() {
        if case .lock(let lock) = self { lock.release() }
    }
}

/// The fleets that this process takes part in: one for each database that holds its merchants' stores.
final class Fleets: Service {
    private let fleets: [String: Fleet]

    /// Throws ``StorageError/withoutPostgreSQL``.
    init(_ configurations: [GatewayConfiguration]) throws {
        // Another one for each start: what a process held that is gone is not taken for ours.
        let gateway = "\(ProcessInfo.processInfo.hostName)/\(ProcessInfo.processInfo.processIdentifier)/\(UUID().uuidString.prefix(8).lowercased())"
        let logger = Logger(label: "fleet")
        var fleets: [String: Fleet] = [:]
        let options = FleetOptions(lease: configurations.first?.fleet.lease ?? FleetSettings().lease)
        for address in configurations.compactMap({ PostgreSQLAddress($0.database) }) where fleets[address.server] == nil {
            // Two addresses may lead to one database, where each takes what another holds under its name for its own.
            let name = fleets.isEmpty ? gateway : "\(gateway)/\(fleets.count + 1)"
            fleets[address.server] = try Fleet.at(address, gateway: name, options: options) { fault in
                logger.warning("the fleet's database does not answer", metadata: ["error": "\(fault)"])
            }
        }
        self.fleets = fleets
    }

    /// Itself, where there is one.
    var services: [any Service] { fleets.isEmpty ? [] : [self] }

    private var all: [Fleet] { fleets.sorted { $0.key < $1.key }.map(\.value) }

    /// The fleet of a database. A merchant that a reload brings may lie in one of which nothing was known at the start.
    func fleet(at address: PostgreSQLAddress) throws -> Fleet {
        guard let fleet = fleets[address.server] else {
            throw CommandFailure(.configuration, "another PostgreSQL database (\(address.place)) is taken in with a restart")
        }
        return fleet
    }

    /// Stopped last, when every lease was given back.
    func run() async throws {
        await cancelWhenGracefulShutdown { [all] in
            await withTaskGroup(of: Void.self) { group in
                for fleet in all { group.addTask { await fleet.run() } }
                group.addTask {
                    while !Task.isCancelled {
                        Gauge(label: "stockgate_fleet_gateways").record(all.map { $0.standing.gateways }.max() ?? 0)
                        Gauge(label: "stockgate_fleet_merchants").record(all.map { $0.standing.stores }.reduce(0, +))
                        Gauge(label: "stockgate_fleet_database_reached").record(all.allSatisfy(\.reachesDatabase) ? 1 : 0)
                        try? await Task.sleep(for: .seconds(1))
                    }
                }
            }
        }
        for fleet in all { await fleet.leave() }
    }
}
