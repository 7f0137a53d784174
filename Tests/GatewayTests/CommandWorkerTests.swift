import Foundation
import Gateway
import Inventory
import Logging
import NIOConcurrencyHelpers
import Storage
import Testing

@Suite("Commands are performed side by side")
struct CommandWorkerTests {
    @Test("a decrease is performed while increases hold all their slots, and one account does not wait for another (R31)")
    func lanes() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        try await shop.store.link(Shop.teapotOffer, to: OfferLink(components: [.init(product: "502", units: 1)]), at: shop.now)
        _ = try await shop.store.switchSync([Shop.teapotOffer], enabled: true, at: shop.now)
        try await shop.run(for: .seconds(3))
        // An increase and a decrease, written and not sent.
        try await shop.book(.receipt, 5)
        try await shop.book(.release, 2, good: "502")
        for _ in 0..<5 {
            _ = await shop.gateway.applier.step(at: shop.now)
            _ = await shop.gateway.planner.step(at: shop.now)
        }
        let done = NIOLockedValueBox<[CommandAction]>([])
        let isOpen = NIOLockedValueBox(false)
        let (now, store) = (shop.now, shop.store)
        let worker = CommandWorker(
            states: [.written], slots: 1, store: store, wake: Wake(), clock: { now }, logger: Logger(label: "worker"),
            lanes: { _ in ["main", "second"].map { AccountName($0) }.flatMap(CommandLane.all(of:)) }
        ) { command, _ in
            while !command.action.prevents, !isOpen.withLockedValue({ $0 }) { try await Task.sleep(for: .milliseconds(2)) }
            done.withLockedValue { $0.append(command.action) }
            try await store.withdraw(command, at: now)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await worker.run() }
            let deadline = ContinuousClock.now + .seconds(10)
            while done.withLockedValue({ $0.isEmpty }), ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(5)) }
            #expect(done.withLockedValue { $0 } == [.gain(-2)])
            isOpen.withLockedValue { $0 = true }
            while done.withLockedValue(\.count) < 2, ContinuousClock.now < deadline { try await Task.sleep(for: .milliseconds(5)) }
            #expect(done.withLockedValue { $0 } == [.gain(-2), .gain(5)])
            group.cancelAll()
        }
    }

    @Test("the outbox is asked once for what is due, and once more when that is done")
    func asksOnce() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        try await shop.book(.release, 2)
        for _ in 0..<5 {
            _ = await shop.gateway.applier.step(at: shop.now)
            _ = await shop.gateway.planner.step(at: shop.now)
        }
        let asked = NIOLockedValueBox(0)
        let (now, store) = (shop.now, shop.store)
        let worker = CommandWorker(
            states: [.written], slots: 1, store: store, wake: Wake(), clock: { now }, logger: Logger(label: "worker"),
            lanes: { _ in
                asked.withLockedValue { $0 += 1 }
                return CommandLane.all(of: "main")
            }
        ) { command, _ in
            // Its end is told only when all that was due is under way.
            try await Task.sleep(for: .milliseconds(100))
            try await store.withdraw(command, at: now)
        }
        #expect(await worker.work() == nil)
        #expect(asked.withLockedValue { $0 } == 2)
    }

    @Test("a command whose outcome cannot be written is put off durably, not tried in a circle")
    func postponed() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        try await shop.book(.release, 2)
        for _ in 0..<5 {
            _ = await shop.gateway.applier.step(at: shop.now)
            _ = await shop.gateway.planner.step(at: shop.now)
        }
        struct Fault: Error {}
        let now = shop.now
        let worker = CommandWorker(
            states: [.written], slots: 1, store: shop.store, wake: Wake(), clock: { now },
            logger: Logger(label: "worker") { _ in SwiftLogNoOpLogHandler() },
            lanes: { _ in CommandLane.all(of: "main") }
        ) { _, _ in throw Fault() }
        #expect(await worker.step(at: now) == .again)
        guard case .rest(let until?) = await worker.step(at: now) else {
            Issue.record("it is due again at once")
            return
        }
        #expect(until > now)
    }

    @Test("a command that not even can be put off in the store rests in memory, and holds no turn meanwhile")
    func unwritable() async throws {
        let shop = try await Shop()
        try await shop.synchroniseMug()
        try await shop.book(.release, 2)
        for _ in 0..<5 {
            _ = await shop.gateway.applier.step(at: shop.now)
            _ = await shop.gateway.planner.step(at: shop.now)
        }
        let path = FileManager.default.temporaryDirectory.appending(path: "worker-\(UUID().uuidString).db").path
        _ = try shop.store.backUp(to: path)
        var options = StoreOptions(path: path)
        options.beforeWrite = { throw StorageError.notWritable(reason: "full") }
        let store = try Store.open(options)
        let (now, clock) = (shop.now, NIOLockedValueBox(shop.now))
        let tries = NIOLockedValueBox(0)
        let worker = CommandWorker(
            states: [.written], slots: 1, store: store, wake: Wake(), clock: { clock.withLockedValue { $0 } },
            logger: Logger(label: "worker") { _ in SwiftLogNoOpLogHandler() }, lanes: { _ in CommandLane.all(of: "main") }
        ) { _, _ in
            tries.withLockedValue { $0 += 1 }
            throw StorageError.notWritable(reason: "full")
        }
        #expect(await worker.step(at: now) == .again)
        #expect(await worker.step(at: now) == .rest(until: now + .milliseconds(500)))
        #expect(tries.withLockedValue { $0 } == 1)
        #expect(await worker.step(at: now + .milliseconds(500)) == .again)
        #expect(tries.withLockedValue { $0 } == 2)
        try store.close()
    }
}
