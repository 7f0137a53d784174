import Inventory
import ServiceLifecycle

/// Runs stepped services side by side: one that has work has a task, which ends with the work. One that rests holds no task, so that a process may have
/// tens of thousands of them (`docs/scale.md`).
///
/// When it is stopped, what is under way is cancelled and waited for.
struct Rota: Service {
    let services: [any SteppedService]

    func run() async throws {
        let (due, turn) = AsyncStream.makeStream(of: Int.self)
        for place in services.indices { turn.yield(place) }
        let rests = Rests(count: services.count) { [services] in services[$0].wake.signal() }
        await withTaskCancellationOrGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                for await place in due {
                    group.addTask { [service = services[place]] in
                        let until = await service.work()
                        if let until { rests.begin(place, for: until - service.clock()) }
                        service.wake.onSignal {
                            rests.end(place)
                            turn.yield(place)
                        }
                    }
                }
                group.cancelAll()
            }
        } onCancelOrGracefulShutdown: {
            turn.finish()
        }
        for service in services { service.wake.endRest() }
    }
}
