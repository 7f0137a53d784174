import Foundation
import Yams

/// A configuration as it was read, with what should be mended but does not keep the gateway from starting.
struct LoadedConfiguration: Sendable {
    let path: String
    var configuration: GatewayConfiguration
    let warnings: [ConfigurationFault]
    /// Where values are given, for what only a look at the disk tells of them.
    let places: [ConfigurationPath: ConfigurationFault.Place]
    /// Every secret in it, by its place.
    let secrets: [ConfiguredSecret]

    /// Where a value is given; what is given nowhere is placed at the section around it.
    func place(of value: ConfigurationPath) -> ConfigurationFault.Place {
        var steps = value.steps
        while !steps.isEmpty {
            if let place = places[ConfigurationPath(steps)] { return place }
            steps.removeLast()
        }
        return .file(name: path, line: 1, column: 1)
    }

    /// The configuration of each merchant by itself, with the path of its section.
    var byMerchant: [(path: ConfigurationPath, configuration: GatewayConfiguration)] {
        guard !configuration.merchants.isEmpty else { return [(ConfigurationPath(), configuration)] }
        return configuration.merchants.enumerated().map { (ConfigurationPath() / "merchants" / $0, configuration.of($1)) }
    }

    /// The same with the one merchant's configuration that a call is about. Throws where the name is missing, not wanted or not known.
    func choosing(_ name: String?) throws(CommandFailure) -> LoadedConfiguration {
        let names = configuration.merchants.map(\.name)
        switch name {
        case nil where names.isEmpty: return self
        case nil:
            throw CommandFailure(.usage, "\(path) has several merchants: say which one with --merchant NAME (\(names.joined(separator: ", ")))")
        case let name? where names.isEmpty:
            throw CommandFailure(.usage, "\(path) has one merchant, which has no name: leave out --merchant \(name)")
        case let name?:
            guard let named = configuration.merchants.first(where: { $0.name == name }) else {
                let hint = nearestName(to: name, among: names).map { "; did you mean \($0)?" } ?? ""
                throw CommandFailure(.usage, "\(path) has no merchant \(name)\(hint)")
            }
            var one = self
            one.configuration = configuration.of(named)
            return one
        }
    }
}

/// Finds and reads `stockgate.yaml`.
enum ConfigurationFile {
    /// Where the file is looked for when nobody names one.
    static let standardPaths = ["./stockgate.yaml", "/etc/stockgate/stockgate.yaml"]

    /// Reads the file at `path`, or the first of ``standardPaths`` that exists.
    static func load(
        _ path: String?, environment: [String: String] = ProcessInfo.processInfo.environment
    ) throws(ConfigurationRefused) -> LoadedConfiguration {
        let chosen = path ?? standardPaths.first { FileManager.default.fileExists(atPath: $0) }
        guard let chosen else {
            throw refusal(
                standardPaths[0], "there is no configuration: neither \(standardPaths.joined(separator: " nor ")); name one with --config FILE")
        }
        guard let bytes = FileManager.default.contents(atPath: chosen) else {
            throw refusal(chosen, "the file is not there or cannot be read by this user")
        }
        guard let text = String(bytes: bytes, encoding: .utf8) else { throw refusal(chosen, "the file is not UTF-8 text") }
        return try read(text, named: chosen, environment: environment)
    }

    /// Reads a configuration's text; `name` is what faults call it, and its folder is where relative paths start.
    static func read(_ text: String, named name: String, environment: [String: String]) throws(ConfigurationRefused) -> LoadedConfiguration {
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            throw ConfigurationRefused(faults: [syntaxFault(error, name)])
        }
        let folder = URL(filePath: name).standardizedFileURL.deletingLastPathComponent().path
        var reader = ConfigurationReader(file: name, context: ValueContext(environment: environment, folder: folder))
        var configuration = GatewayConfiguration()
        let path = ConfigurationPath()
        let hasSeveral = reader.isGiven(root?["merchants"], at: path / "merchants")
        reader.read(hasSeveral ? GatewayConfiguration.keysOfSeveral : GatewayConfiguration.keys, into: &configuration, from: root, at: path)
        if let former = KeyFile.former(beside: reader.secrets) { configuration.formerSecretsKeys.append(former) }
        ConfigurationChecks(configuration: configuration, hasSeveral: hasSeveral).run(on: &reader)
        warnOfVariables(environment, &reader)
        let faults = reader.faults.sorted { left, right in left.order < right.order }
        guard faults.allSatisfy(\.isWarning) else { throw ConfigurationRefused(faults: faults) }
        return LoadedConfiguration(
            path: name, configuration: configuration, warnings: faults, places: reader.places, secrets: reader.secrets)
    }

    /// A variable that begins as ours and overrides nothing is probably misspelt.
    private static func warnOfVariables(_ environment: [String: String], _ reader: inout ConfigurationReader) {
        let known = variables(of: GatewayConfiguration.keys.map(\.description), under: ConfigurationPath())
        for name in environment.keys.sorted() where name.hasPrefix(ConfigurationPath.variablePrefix) && !reader.usedVariables.contains(name) {
            let prefix = ConfigurationPath.variablePrefix
            let hint =
                nearestName(to: String(name.dropFirst(prefix.count)), among: known.filter { $0 != name }.map { String($0.dropFirst(prefix.count)) })
                .map { "; did you mean \(prefix)\($0)?" } ?? ""
            reader.warn(variable: name, "overrides nothing in this configuration\(hint)")
        }
    }

    private static func variables(of keys: [KeyDescription], under path: ConfigurationPath) -> [String] {
        keys.flatMap { key in
            key.children.isEmpty
                ? [(path / key.name).variable] : variables(of: key.children, under: key.isList ? path / key.name / 0 : path / key.name)
        }
    }

    private static func refusal(_ file: String, _ message: String) -> ConfigurationRefused {
        ConfigurationRefused(faults: [ConfigurationFault(place: .file(name: file, line: 1, column: 1), message: message)])
    }

    static func syntaxFault(_ error: any Error, _ file: String) -> ConfigurationFault {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            ConfigurationFault(place: .file(name: file, line: mark.line, column: mark.column), message: "this is not YAML: \(problem)")
        case .duplicatedKeysInMapping(let names, let context):
            ConfigurationFault(
                place: .file(name: file, line: context.mark.line, column: context.mark.column),
                message: "given twice: \(names.joined(separator: ", "))")
        default: ConfigurationFault(place: .file(name: file, line: 1, column: 1), message: "this is not YAML: \(error)")
        }
    }
}

extension ConfigurationFault {
    /// The file's order; what the environment says comes last.
    fileprivate var order: (Int, Int, String) {
        switch place {
        case .file(_, let line, let column): (line, column, message)
        case .variable(let name): (.max, 0, name)
        }
    }
}
