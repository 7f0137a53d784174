import Yams

extension GatewayConfiguration {
    /// Keys that say something else than in `running`, the configuration that a process began with, and count only once it is started anew; in the
    /// file's order. Secrets, sources, certificates, the log's level and, of several merchants, all that is a merchant's are taken at SIGHUP.
    func keysAwaitingRestart(since running: GatewayConfiguration) -> [String] {
        let ofMerchants = Set(MerchantConfiguration.keys.map(\.name) + ["merchants", "database"])
        let keys = Self.keys.filter { merchants.isEmpty || !ofMerchants.contains($0.name) }
        return keys.flatMap { Self.differences($0.write(running), $0.write(self), at: ConfigurationPath() / $0.name) }
            .filter { path in !Self.takenAtOnce.contains { path.steps.starts(with: $0) } }.map(\.description)
    }

    private static let takenAtOnce = [["sources"], ["public", "tls"], ["private", "tls"], ["log", "level"]]

    /// Where two values differ: as deep as both are sections, or lists of one length.
    private static func differences(_ old: Node?, _ new: Node?, at path: ConfigurationPath) -> [ConfigurationPath] {
        guard old != new else { return [] }
        switch (old, new) {
        case (.mapping(let old)?, .mapping(let new)?):
            var names = Array(old.keys)
            names += new.keys.filter { !names.contains($0) }
            return names.flatMap { differences(old[$0], new[$0], at: path / ($0.string ?? "")) }
        case (.sequence(let old)?, .sequence(let new)?) where old.count == new.count:
            return zip(old, new).enumerated().flatMap { differences($1.0, $1.1, at: path / $0) }
        default: return [path]
        }
    }
}
