import Allegro
import CurlClient
import Foundation
import Gateway
import Inventory
import Logging
import OpenSSLCrypto
import Sandbox
import ServiceLifecycle
import Storage
import Webhooks

/// Many merchants in one process: what they cost while nothing happens, and how soon a command leaves for one of them.
struct BenchMerchants: Sendable {
    /// Documents sent, evenly in time, each of another product; the first ones pay for what is made once.
    static let (documents, perSecond, warmUp) = (300, 20, 20)
    /// How long idle merchants are watched.
    private static let idle: Duration = .seconds(10)

    let count: Int
    private let worlds: [BenchWorld]
    /// Offers of each merchant, each of a good of its own.
    private let offers: Int

    init(count: Int) {
        self.count = count
        // Two rounds: all merchants, and all but the first.
        offers = Self.share(of: count) + Self.share(of: max(1, count - 1))
        worlds = (1...count).map { [offers] in BenchWorld(offers: offers, goods: offers, clientID: Self.client($0)) }
    }

    /// Documents of each merchant where so many share them.
    private static func share(of merchants: Int) -> Int { (documents + merchants - 1) / merchants }

    static func name(_ number: Int) -> String { "m\(number)" }
    private static func client(_ number: Int) -> String { "client-\(number)" }

    func run() async throws -> Outcome {
        let place = try DemoPlace()
        defer { place.remove() }
        return try await withThrowingTaskGroup(of: Outcome?.self) { group in
            group.addTask {
                let exchange = CurlExchange(CurlOptions(caFile: place.caFile))
                try await Sandbox(
                    worlds: Dictionary(uniqueKeysWithValues: zip((1...count).map(Self.name), worlds.map(\.world))),
                    options: SandboxOptions(tls: place.tls), logger: Logger(label: "sandbox"), send: webhookSender(exchange),
                    onRunning: { await place.announce($0) }
                ).run()
                await exchange.close()
                return nil
            }
            group.addTask { try await measure(place) }
            defer { group.cancelAll() }
            while let outcome = try await group.next() { if let outcome { return outcome } }
            throw CommandFailure(.unavailable, "the sandbox ended")
        }
    }

    private func measure(_ place: DemoPlace) async throws -> Outcome {
        let path = try place.writeConfiguration(try await place.sandboxAddresses(), merchants: (1...count).map { (Self.name($0), Self.client($0)) })
        let merchants = try ConfigurationFile.load(path).configuration.byMerchant
        try await prepare(merchants)
        let gateway = GatewayChild(configuration: path)
        defer { gateway.stop() }
        let began = ContinuousClock.now
        let addresses = try await gateway.start()
        let exchange = CurlExchange(CurlOptions(caFile: place.caFile, maxConnectionsPerHost: BenchIntake.connections))
        try await untilReady(exchange, addresses)
        let started = ContinuousClock.now - began
        // What begins with a merchant, its first comparison above all, comes to its end.
        try await Task.sleep(for: Duration.seconds(15) + Duration.milliseconds(30) * count)
        let before = ProcessLook(gateway.processID)
        try await Task.sleep(for: Self.idle)
        let after = ProcessLook(gateway.processID)
        let times = try await react(exchange, addresses, among: 0..<count, from: 1)
        let beside = try await count > 1 ? reactBesideFlood(exchange, addresses) : nil
        let loaded = ProcessLook(gateway.processID)
        await exchange.close()
        let ending = ContinuousClock.now
        gateway.stop()
        return Outcome(
            merchants: count, startedSeconds: started / .seconds(1), stoppedSeconds: (ContinuousClock.now - ending) / .seconds(1),
            idleMegabytes: after.megabytes, megabytes: loaded.megabytes,
            threads: after.threads, files: after.files,
            idleCores: (after.processorSeconds - before.processorSeconds) / (Self.idle / .seconds(1)), documents: times.count,
            perSecond: Self.perSecond, times: BenchTimes(times), besideFlood: beside)
    }

    /// One store is prepared by a gateway of its own, and copied for each merchant: their worlds are alike.
    private func prepare(_ merchants: [GatewayConfiguration]) async throws {
        var first = merchants[0]
        // Nothing is resumed before the journal was followed to its end, which begins with the second poll.
        first.intervals.orderEvents = .milliseconds(500)
        let (configuration, worlds) = (first, worlds)
        try await configuration.withStore { store in
            var tokens: (access: String, refresh: String)?
            for world in worlds { tokens = world.world.allegro { allegro, _ in allegro.issueTokens() } }
            guard let tokens else { return }
            let pair = TokenPair(access: Secret(tokens.access), refresh: Secret(tokens.refresh), expiresIn: .seconds(43_200), scopes: [])
            try await AccountTokens(pair, at: systemClock()).save("main", to: store)
            try await store.updateSettings { ($0.fetchOrders, $0.issueInvoices) = (true, true) }
        }
        let runtime = try await MerchantRuntime.open(
            configuration, .lock(ServeLock.acquire(database: configuration.database)),
            in: ProcessSetting(
                path: "", sources: SourceRegistry(configuration.allSources), exchanges: Exchanges(isShared: false), fleets: Fleets([]),
                share: AllegroShare()))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for service in runtime.services { group.addTask { try await service.run() } }
            // By a connection of its own, as a command would: that is what wakes the services.
            try await configuration.withStore { try await worlds[0].synchronise($0) }
            group.cancelAll()
            while await group.nextResult() != nil {}
        }
        try await runtime.close()
        for merchant in merchants.dropFirst() { try FileManager.default.copyItem(atPath: configuration.database, toPath: merchant.database) }
    }

    private func untilReady(_ exchange: CurlExchange, _ addresses: GatewayAddresses) async throws {
        let deadline = ContinuousClock.now + .seconds(300)
        while ContinuousClock.now < deadline {
            let answer = try await exchange.send(
                ExchangeRequest(method: "GET", url: "\(addresses.closed)/readyz", headers: [], body: nil, timeout: .seconds(30)))
            let text = String(decoding: answer.body, as: UTF8.self)
            if text.matches(of: #/"condition":"working"/#).count == count { return }
            try await Task.sleep(for: .milliseconds(250))
        }
        throw CommandFailure(.unavailable, "not every merchant was at work in time")
    }

    /// The others' times while the first merchant's source brings as much as eight senders can.
    private func reactBesideFlood(_ exchange: CurlExchange, _ addresses: GatewayAddresses) async throws -> Flooded {
        let sender = BenchSender(exchange: exchange, url: "\(addresses.open)/webhooks/\(Self.name(1))")
        let began = ContinuousClock.now
        return try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<8 {
                group.addTask {
                    var sent = 0
                    while !Task.isCancelled {
                        // One that is cut short by the end has its answer lost; one that is turned away is part of the flood.
                        try? await sender.send("PZ", good: 1, document: "8\(number)\(sent)")
                        sent += 1
                    }
                    return sent
                }
            }
            let times = try await react(exchange, addresses, among: 1..<count, from: Self.share(of: count) + 1)
            group.cancelAll()
            let took = (ContinuousClock.now - began) / .seconds(1)
            let sent = try await group.reduce(0, +)
            return Flooded(perSecond: Int(Double(sent) / took), times: BenchTimes(times))
        }
    }

    /// Sends the documents to one of `merchants` after the other, for goods from `first` on.
    private func react(
        _ exchange: CurlExchange, _ addresses: GatewayAddresses, among merchants: Range<Int>, from first: Int
    ) async throws -> [Duration] {
        for world in worlds { world.forget() }
        var sent: [(merchant: Int, good: Int, at: ContinuousClock.Instant)] = []
        let began = ContinuousClock.now
        for number in 0..<Self.documents {
            try await Task.sleep(until: began + .seconds(Double(number + 1) / Double(Self.perSecond)), clock: .continuous)
            // One merchant after the other.
            let (merchant, good) = (merchants.lowerBound + number % merchants.count, first + number / merchants.count)
            let document = try worlds[merchant].world.release(String(good), .init(1), from: "1").get()
            sent.append((merchant, good, .now))
            let sender = BenchSender(exchange: exchange, url: "\(addresses.open)/webhooks/\(Self.name(merchant + 1))")
            try await sender.send("WZ", good: good, document: document.id)
        }
        func missing() -> [(merchant: Int, good: Int, at: ContinuousClock.Instant)] { sent.filter { worlds[$0.merchant].accepted[$0.good] == nil } }
        let first = { Self.name((missing().first?.merchant ?? 0) + 1) }
        try await worlds[0].until("Allegro has a command for \(missing().count) documents more, one of them of \(first())") {
            missing().isEmpty
        }
        return sent.dropFirst(Self.warmUp).compactMap { sent in worlds[sent.merchant].accepted[sent.good].map { $0 - sent.at } }
    }

    struct Flooded: Sendable, Encodable {
        /// Deliveries that the flood brought.
        let perSecond: Int
        let times: BenchTimes
    }

    struct Outcome: Sendable, Encodable {
        let merchants: Int
        /// From the start of the process until every merchant was at work.
        let startedSeconds: Double
        /// From SIGTERM to the end of the process.
        let stoppedSeconds: Double
        let idleMegabytes: Int
        let megabytes: Int
        let threads: Int
        let files: Int
        /// Processors in use while nothing happens: 0.1 is a tenth of one.
        let idleCores: Double
        let documents: Int
        let perSecond: Int
        let times: BenchTimes
        /// The same, while one merchant is flooded; nil where there is no other.
        let besideFlood: Flooded?

        var lines: [String] {
            let cores = ProcessInfo.processInfo.activeProcessorCount
            var lines = [
                "stockgate \(Version.text): \(merchants) merchants in one process, \(cores) cores, which sender and sandbox share",
                "  all at work after \(Self.text(startedSeconds)) s, stopped within \(Self.text(stoppedSeconds)) s; \(threads) threads, \(files) open files",
                "  resident \(idleMegabytes) MB idle, \(megabytes) MB at the end; idle use of processors \(String(format: "%.3f", idleCores))",
                "  from a webhook to Allegro's acceptance, \(documents) documents, \(perSecond) a second, merchant after merchant: \(Self.text(times))",
            ]
            if let besideFlood {
                lines.append("  the same while one merchant gets \(besideFlood.perSecond) deliveries a second: \(Self.text(besideFlood.times))")
            }
            return lines
        }

        private static func text(_ times: BenchTimes) -> String { "p50 \(text(times.at(0.5))) ms, p99 \(text(times.at(0.99))) ms" }

        private static func text(_ number: Double) -> String { String(format: "%.1f", number) }
    }
}

/// What the system tells of a process.
private struct ProcessLook {
    var megabytes = 0
    var threads = 0
    var files = 0
    var processorSeconds = 0.0

    init(_ process: Int32) {
        let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
        func field(_ name: String) -> Int {
            status.split(separator: "\n").first { $0.hasPrefix(name) }.flatMap { Int($0.filter(\.isNumber)) } ?? 0
        }
        (megabytes, threads) = (field("VmRSS:") / 1024, field("Threads:"))
        files = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd").count) ?? 0
        let stat = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
        // After the name in brackets: utime and stime are fields 14 and 15 (proc(5)).
        let fields = stat.split(separator: ")").last?.split(separator: " ") ?? []
        if fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) {
            processorSeconds = (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
        }
    }
}
