import ServiceLifecycle

/// Keeps several merchants at work: starts those that the configuration has, ends those that it has no longer, each by itself.
struct MerchantSupervisor: Service {
    let merchants: Merchants
    let setting: ProcessSetting
    private let wanted: AsyncStream<[GatewayConfiguration]>
    private let want: AsyncStream<[GatewayConfiguration]>.Continuation

    init(_ configurations: [GatewayConfiguration], _ merchants: Merchants, in setting: ProcessSetting) {
        (self.merchants, self.setting) = (merchants, setting)
        (wanted, want) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        follow(configurations)
    }

    /// From now on these merchants are worked for.
    func follow(_ configurations: [GatewayConfiguration]) {
        merchants.follow(configurations)
        want.yield(configurations)
    }

    func run() async throws {
        await withDiscardingTaskGroup { group in
            var courses: [String: MerchantCourse] = [:]
            for await configurations in wanted.cancelOnGracefulShutdown() {
                let names = Set(configurations.compactMap(\.merchantName))
                for (name, course) in courses where !names.contains(name) {
                    await course.end()
                    courses[name] = nil
                }
                for configuration in configurations {
                    guard let name = configuration.merchantName, let merchant = merchants[name] else { continue }
                    if let course = courses[name] {
                        await course.follow(configuration)
                    } else {
                        let course = MerchantCourse(merchant, configuration, in: setting)
                        courses[name] = course
                        group.addTask { await course.run() }
                    }
                }
            }
        }
    }
}
