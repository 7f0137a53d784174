/// The worlds that a sandbox serves, and which of them a request is for.
enum SandboxWorlds: Sendable {
    case only(SandboxWorld)
    /// Each below `/worlds/NAME`.
    case named([String: SandboxWorld])

    var all: [SandboxWorld] {
        switch self {
        case .only(let world): [world]
        case .named(let worlds): Array(worlds.values)
        }
    }

    /// The world that `target`, path and query of a request, names, and the target as that world knows it; nil where it names none.
    func find(_ target: String) -> (world: SandboxWorld, target: String)? {
        switch self {
        case .only(let world): return (world, target)
        case .named(let worlds):
            let parts = target.split(separator: "/", maxSplits: 2)
            guard parts.count > 1, parts[0] == "worlds", let world = worlds[String(parts[1])] else { return nil }
            return (world, parts.count > 2 ? "/" + parts[2] : "/")
        }
    }
}
