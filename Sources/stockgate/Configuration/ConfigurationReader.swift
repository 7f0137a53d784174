import OpenSSLCrypto
import Yams

/// Reads sections from YAML nodes by their tables of keys, and collects every fault on the way.
///
/// The environment is asked first for each single value, so that a variable overrides the file everywhere in the same way.
struct ConfigurationReader {
    /// What stands, or does not stand, where a single value is expected.
    enum Found {
        case missing
        case value(Scalar)
        /// Something of another kind; the fault is noted.
        case unusable
    }

    /// A single value before it is understood.
    struct Scalar {
        let text: String
        let isNull: Bool
        let place: ConfigurationFault.Place
    }

    let file: String
    private(set) var faults: [ConfigurationFault] = []
    private(set) var places: [ConfigurationPath: ConfigurationFault.Place] = [:]
    private(set) var usedVariables: Set<String> = []
    /// Every secret that was read, in the file's order of keys.
    private(set) var secrets: [ConfiguredSecret] = []
    private var context: ValueContext

    init(file: String, context: ValueContext) {
        self.file = file
        self.context = context
    }

    /// Reads the mapping `node` into `section`; a missing one leaves the defaults, but for the keys that are required.
    mutating func read<Section: ConfigurationSection>(_: Section.Type, into section: inout Section, from node: Node?, at path: ConfigurationPath) {
        read(Section.keys, into: &section, from: node, at: path)
    }

    /// The same by another table of keys than the section's own.
    mutating func read<Section: ConfigurationSection>(
        _ keys: [Key<Section>], into section: inout Section, from node: Node?, at path: ConfigurationPath
    ) {
        places[path] = node.map(place) ?? places[path] ?? enclosing(path)
        var given: [String: Node] = [:]
        switch node {
        case .mapping(let mapping)?:
            for (keyNode, value) in mapping {
                let name = keyNode.scalar?.string ?? "?"
                if keys.contains(where: { $0.name == name }) {
                    given[name] = value
                } else {
                    let nearest = nearestName(to: name, among: keys.map(\.name))
                    let hint = nearest.map { "did you mean \($0)?" } ?? "known here: \(keys.map(\.name).joined(separator: ", "))"
                    fault(at: place(keyNode), "unknown key \(path / name); \(hint)")
                }
            }
        case let other? where !isNull(other):
            fault(at: place(other), "\(path.steps.isEmpty ? "the file" : path.description) must be a section: keys, each with its value")
            return
        default: break
        }
        for key in keys { key.read(given[key.name], &section, &self, path / key.name) }
    }

    /// The single value at `path`: the environment's, else the file's.
    mutating func scalar(_ node: Node?, at path: ConfigurationPath) -> Found {
        if let text = context.environment[path.variable] {
            usedVariables.insert(path.variable)
            return .value(Scalar(text: text, isNull: text.isEmpty || text == "null", place: .variable(path.variable)))
        }
        guard let node else { return .missing }
        guard let scalar = node.scalar else {
            fault(at: place(node), "\(path) must be a single value")
            return .unusable
        }
        return .value(Scalar(text: scalar.string, isNull: isNull(node), place: place(node)))
    }

    /// What `scalar` means in `form`; nil with its fault noted.
    mutating func value<Value>(of scalar: Scalar, as form: ValueForm<Value>, at path: ConfigurationPath) -> Value? {
        places[path] = scalar.place
        if scalar.isNull {
            if form.null == nil { fault(at: scalar.place, "\(path) is empty") }
            return form.null
        }
        (context.warnings, context.origin) = ([], nil)
        do throws(ValueFault) {
            let value = try form.read(scalar.text, &context)
            if let origin = context.origin, let secret = value as? Secret {
                secrets.append(ConfiguredSecret(name: path.description, origin: origin, bytes: secret.bytes))
            }
            for warning in context.warnings { fault(at: scalar.place, Self.sentence(path, warning), isWarning: true) }
            return value
        } catch {
            fault(at: scalar.place, Self.sentence(path, error.message))
            return nil
        }
    }

    /// What is said of a value goes on from its key (`secrets_key is empty`); what is a sentence by itself stands after it.
    private static func sentence(_ path: ConfigurationPath, _ message: String) -> String {
        message.hasPrefix("is ") || message.hasPrefix("must ") ? "\(path) \(message)" : "\(path): \(message)"
    }

    /// The items of a list with their paths; none when it is missing.
    mutating func items(of node: Node?, at path: ConfigurationPath) -> [(Node, ConfigurationPath)] {
        guard let node, !isNull(node) else { return [] }
        places[path] = place(node)
        guard case .sequence(let sequence) = node else {
            fault(at: place(node), "\(path) must be a list")
            return []
        }
        return sequence.enumerated().map { ($1, path / $0) }
    }

    /// The values of a list of single values.
    mutating func values<Value>(of node: Node?, as form: ValueForm<Value>, at path: ConfigurationPath) -> [Value] {
        items(of: node, at: path).compactMap { item, path in
            guard case .value(let scalar) = scalar(item, at: path) else { return nil }
            return value(of: scalar, as: form, at: path)
        }
    }

    /// Whether the file or the environment has something at `path` or below it.
    func isGiven(_ node: Node?, at path: ConfigurationPath) -> Bool {
        if let node, !isNull(node) { return true }
        return context.environment.keys.contains { $0.hasPrefix(path.variable + "_") }
    }

    /// Whether the value at `path`, or one below it, has a fault already, so that nothing more need be said of it.
    func hasFault(below path: ConfigurationPath) -> Bool {
        places.contains { other, place in
            other.steps.starts(with: path.steps) && faults.contains { $0.place == place && !$0.isWarning }
        }
    }

    /// Notes that a required key is missing, at the section that lacks it.
    mutating func miss(_ path: ConfigurationPath) {
        fault(at: enclosing(path), "\(path) is missing")
    }

    /// Notes a fault of the value at `path`, or of the nearest section around it that the file has.
    mutating func fault(at path: ConfigurationPath, _ message: String, isWarning: Bool = false) {
        fault(at: places[path] ?? enclosing(path), message, isWarning: isWarning)
    }

    /// Notes a fault of what stands at `path`, which is not read.
    mutating func refuse(_ node: Node?, at path: ConfigurationPath, _ message: String) {
        fault(at: node.map(place) ?? enclosing(path), message)
    }

    mutating func warn(variable: String, _ message: String) {
        fault(at: .variable(variable), message, isWarning: true)
    }

    private mutating func fault(at place: ConfigurationFault.Place, _ message: String, isWarning: Bool = false) {
        faults.append(ConfigurationFault(place: place, message: message, isWarning: isWarning))
    }

    private func enclosing(_ path: ConfigurationPath) -> ConfigurationFault.Place {
        var steps = path.steps
        while !steps.isEmpty {
            steps.removeLast()
            if let place = places[ConfigurationPath(steps)] { return place }
        }
        return .file(name: file, line: 1, column: 1)
    }

    private func place(_ node: Node) -> ConfigurationFault.Place {
        .file(name: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    }

    private func isNull(_ node: Node) -> Bool {
        guard let scalar = node.scalar, scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }
}
