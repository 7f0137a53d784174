import Gateway
import Logging
import ServiceLifecycle
import Storage

/// Works a merchant whose store several gateways share, whenever this one has its lease: what takes part is made anew for each, and knows nothing that
/// another gateway has changed meanwhile.
struct MerchantWork: Service {
    let store: Store
    let gateway: GatewayServices
    let fleet: Fleet
    let logger: Logger
    /// What works under a tenure, in the order in which it starts. What it throws ends this turn alone, where it is the store's.
    let begin: @Sendable (any Tenure) async throws -> [any Service]

    /// How long tokens that the store does not take keep this gateway from the merchant's next turn.
    private static let patience: Duration = .seconds(60)

    /// After a start that failed: another gateway may do better meanwhile.
    private static let pause: Duration = .seconds(3)

    func run() async throws {
        for await lease in fleet.leases(of: store.schema ?? "").cancelOnGracefulShutdown() {
            logger.notice("this gateway works the merchant", metadata: ["epoch": "\(lease.epoch ?? 0)"])
            let (outcome, pause) = await turn(under: lease)
            gateway.rest()
            await fleet.giveBack(lease, for: pause)
            // Nobody else knows them, so this gateway's next turn waits for them.
            await cancelWhenGracefulShutdown { [gateway] in
                await withTaskGroup(of: Void.self) { group in
                    for keeper in gateway.gateway.keepers { group.addTask { await keeper.outlast(Self.patience) } }
                }
            }
            do { try outcome.get() } catch let error as StorageError {
                logger.warning("this gateway works the merchant no longer", metadata: ["error": "\(error)"])
            }
        }
    }

    /// However the work under it ends, the lease is to be given back; and not to be taken again at once where it holds and nothing has begun.
    private func turn(under lease: Lease) async -> (outcome: Result<Void, any Error>, pause: Duration) {
        let services: [any Service]
        do { services = try await begin(lease) } catch { return (.failure(error), lease.holds ? Self.pause : .zero) }
        do { return (.success(try await work(services, under: lease)), .zero) } catch { return (.failure(error), .zero) }
    }

    private func work(_ services: [any Service], under lease: Lease) async throws {
        let group = ServiceGroup.of(services)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            tasks.addTask { try await outlive(lease, group) }
            defer { tasks.cancelAll() }
            try await tasks.next()
        }
    }

    /// Stops the group in its own time when the lease is wanted back. Throws when it is lost, so that all is cancelled at once.
    private func outlive(_ lease: Lease, _ group: ServiceGroup) async throws {
        while await lease.ending() == .wantedBack { await group.triggerGracefulShutdown() }
        throw StorageError.leaseLost
    }
}
