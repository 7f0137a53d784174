import CurlClient
import Foundation
import Inventory
import NIOConcurrencyHelpers
import Storage
import Testing

@Suite("A gateway that is killed", .serialized)
struct CrashTests {
    private static let rounds = 60
    private static let senders = 8

    @Test("kill -9 at any moment of a load loses no acknowledged document and doubles none, in the inbox and in the stock", .timeLimit(.minutes(5)))
    func killedAtRandomMoments() async throws {
        let seed = ProcessInfo.processInfo.environment["STOCKGATE_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0...999_999)
        print("crash test: STOCKGATE_SEED=\(seed) repeats its moments")
        var random = SeededNumbers(seed: seed)
        let home = try GatewayHome()
        try await Self.stockShelf(in: home.database)
        let exchange = home.exchange()
        let ledger = Acknowledgements()
        var killed = 0
        while killed < Self.rounds {
            let command = try RunningCommand(["serve", "--config", home.configuration], in: home.path)
            let load = Task { try await Self.send(to: command, over: exchange, ledger) }
            // One in five at any moment of its start, the others under load.
            if Int.random(in: 0..<5, using: &random) > 0 { _ = try await ServedGateway.publicAddress(of: command) }
            try await Task.sleep(for: .milliseconds(Int64.random(in: 0...250, using: &random)))
            command.signal(SIGKILL)
            #expect(try await command.exit() == -SIGKILL)
            load.cancel()
            try await load.value
            killed += 1
        }
        let gateway = try await home.serve()
        try await Self.settle(ledger, gateway, exchange)
        #expect(try await Self.drain(home.database) == true)
        gateway.command.signal(SIGTERM)
        #expect(try await gateway.command.exit() == 0, "\(gateway.command.complaints)")
        await exchange.close()
        print("crash test: \(killed) kills, \(ledger.count) documents acknowledged")
        #expect(ledger.count > Self.rounds)
        #expect(ledger.contradictions == [])
        #expect(try await Self.kept(in: home.database) == ledger.all)
        // Each document received one piece.
        #expect(try await Self.stock(in: home.database) == StockAmount(pieces: ledger.count))
    }

    /// Product 501, of which none lies in warehouse 1: what the gateway would have read from wFirma, which nobody plays here.
    private static func stockShelf(in database: String) async throws {
        let store = try Store.open(StoreOptions(path: database))
        defer { try? store.close() }
        let moment = Timestamp(seconds: 1_700_000_000)
        let reading = StockReading(
            key: StockKey(product: "501", warehouse: "1"), amount: .zero, window: .init(from: moment, to: moment), origin: .asked)
        let inputs: [StockInput] = [
            .warehouse(ListedWarehouse(id: "1", name: "main", isCounted: true)),
            .product(ListedProduct(id: "501", code: "KUB-1", ean: "", name: "mug")), .readings([reading]),
        ]
        let delivery = UnderstoodDelivery(id: "shelf", sequence: 0, receivedAt: moment, meaning: .success(inputs))
        _ = try await store.apply([delivery], rules: LedgerRules(), at: moment)
    }

    private static func stock(in database: String) async throws -> StockAmount? {
        let store = try Store.open(StoreOptions(path: database))
        defer { try? store.close() }
        return try await store.product("501")?.warehouses.first { $0.warehouse.id == "1" }?.stock
    }

    /// Sends documents until the gateway dies: first those without an answer from before, then new ones.
    private static func send(to command: RunningCommand, over exchange: CurlExchange, _ ledger: Acknowledgements) async throws {
        guard let address = try? await ServedGateway.publicAddress(of: command) else { return }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<senders {
                group.addTask {
                    while !Task.isCancelled {
                        let document = ledger.next()
                        guard let answer = try? await exchange.send(document.request(to: address)) else { return ledger.giveBack(document) }
                        ledger.note(answer, of: document)
                    }
                }
            }
        }
    }

    /// Sends again what never got an answer, until it has one.
    private static func settle(_ ledger: Acknowledgements, _ gateway: ServedGateway, _ exchange: CurlExchange) async throws {
        while let document = ledger.unanswered() {
            ledger.note(try await exchange.send(document.request(to: gateway.address)), of: document)
        }
    }

    /// Waits until everything in the inbox is applied.
    private static func drain(_ database: String) async throws -> Bool? {
        let store = try Store.open(StoreOptions(path: database))
        defer { try? store.close() }
        return try await eventually { try await store.pendingDeliveries(limit: 1).isEmpty ? true : nil }
    }

    /// The deliveries in the store by their key; a key that stands twice is not in it as one.
    private static func kept(in database: String) async throws -> [String: [String]] {
        let store = try Store.open(StoreOptions(path: database))
        defer { try? store.close() }
        var kept: [String: [String]] = [:]
        var after: Int64?
        while true {
            let page = try await store.deliveries(state: nil, after: after, limit: 1000)
            for delivery in page { kept[delivery.incoming.key ?? "", default: []].append(delivery.id.text) }
            guard page.count == 1000 else { return kept }
            after = page.last?.sequence
        }
    }
}

/// Which documents were sent, and what each sender was told.
private final class Acknowledgements: Sendable {
    private struct State {
        var sent = 0
        var open: [SignedDocument] = []
        var ids: [String: [String]] = [:]
        var contradictions: [String] = []
    }

    private let state = NIOLockedValueBox(State())

    var count: Int { state.withLockedValue { $0.ids.count } }
    var all: [String: [String]] { state.withLockedValue { $0.ids } }
    var contradictions: [String] { state.withLockedValue { $0.contradictions } }

    func next() -> SignedDocument {
        state.withLockedValue { state in
            if let open = state.open.popLast() { return open }
            state.sent += 1
            return SignedDocument(number: state.sent)
        }
    }

    func unanswered() -> SignedDocument? { state.withLockedValue { $0.open.popLast() } }

    func giveBack(_ document: SignedDocument) { state.withLockedValue { $0.open.append(document) } }

    func note(_ answer: ExchangeAnswer, of document: SignedDocument) {
        guard [200, 202].contains(answer.status), let receipt = try? Receipt(answer) else {
            // 503 is honest: the sender comes again.
            if answer.status != 503 { state.withLockedValue { $0.contradictions.append("\(document.id): \(answer.status)") } }
            return giveBack(document)
        }
        state.withLockedValue { $0.ids[document.id] = [receipt.delivery] }
    }
}

/// SplitMix64: the same numbers from the same seed on every machine.
private struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
