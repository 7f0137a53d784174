import OpenSSLCrypto
import Yams

/// The part of a configuration that decisions rest on, as text: what a recorded day carries. No secret is in it, and no file is named.
enum RecordedRules {
    private static let sections: Set = ["sources", "wfirma", "allegro", "safety", "intervals", "keeping", "ksef", "ksef_wait"]

    static func text(of configuration: GatewayConfiguration) throws -> String {
        let pairs = GatewayConfiguration.keys.filter { sections.contains($0.name) }.compactMap { key in
            key.write(configuration).map { (Node(key.name), $0) }
        }
        return try Yams.serialize(node: .mapping(Node.Mapping(pairs)))
    }

    /// What is not in the text keeps its default, and what this version does not know is left out.
    static func configuration(from text: String) -> GatewayConfiguration {
        var configuration = GatewayConfiguration()
        var reader = ConfigurationReader(file: "the recording", context: ValueContext(environment: [:], folder: "/"))
        reader.read(GatewayConfiguration.self, into: &configuration, from: try? Yams.compose(yaml: text), at: ConfigurationPath())
        return configuration
    }
}

extension ConfigurationSection {
    /// The section as the file has it, without its secrets.
    var node: Node {
        .mapping(Node.Mapping(Self.keys.compactMap { key in key.write(self).map { (Node(key.name), $0) } }))
    }
}

extension ValueForm {
    /// A value as the file has it; nil for a secret.
    func node(_ value: Value) -> Node? {
        value is Secret || value is Secret? ? nil : Node(write(value))
    }
}
