import Foundation
import Payload
import Testing
import Yams

/// `openapi.yaml`, as far as tests ask it.
struct Contract: Sendable {
    /// One operation of the file.
    struct Operation: Sendable, Hashable, CustomStringConvertible {
        let method: String
        /// As the file writes it: `/api/v1/offers/{offer}`.
        let path: String
        var description: String { "\(method) \(path)" }
    }

    static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    let document: PayloadValue

    init() throws {
        let text = try String(contentsOf: Self.repository.appending(path: "openapi.yaml"), encoding: .utf8)
        document = Self.payload(try #require(try Yams.compose(yaml: text)))
    }

    var operations: Set<Operation> {
        var operations: Set<Operation> = []
        for path in document["paths"]?.fields ?? [] {
            for field in path.value.fields where ["get", "put", "post", "delete", "patch", "head", "options"].contains(field.key) {
                operations.insert(Operation(method: field.key.uppercased(), path: path.key))
            }
        }
        return operations
    }

    /// The operation that a request meets; a path without a variable goes before one with.
    func operation(_ method: String, _ path: String) -> Operation? {
        let steps = path.prefix { $0 != "?" }.split(separator: "/")
        return operations.filter { operation in
            let pattern = operation.path.split(separator: "/")
            return operation.method == method && pattern.count == steps.count && zip(pattern, steps).allSatisfy { $0.first == "{" || $0 == $1 }
        }.min { $0.path.count { $0 == "{" } < $1.path.count { $0 == "{" } }
    }

    /// What the file says of an answer; nil where it does not know the status.
    func response(_ operation: Operation, status: Int) -> PayloadValue? {
        (document["paths"]?[operation.path]?[operation.method.lowercased()]?["responses"]?[String(status)]).map(resolved)
    }

    func resolved(_ value: PayloadValue) -> PayloadValue {
        guard let reference = value["$ref"]?.text else { return value }
        return reference.split(separator: "/").dropFirst().reduce(document) { $0[String($1)] ?? .null }
    }

    private static func payload(_ node: Node) -> PayloadValue {
        switch node {
        case .mapping(let mapping):
            var object: PayloadObject = [:]
            for (key, value) in mapping { object[key.scalar?.string ?? "?"] = payload(value) }
            return .object(object)
        case .sequence(let sequence): return .array(sequence.map(payload))
        case .scalar(let scalar):
            switch node.tag.description {
            case "tag:yaml.org,2002:null": return .null
            case "tag:yaml.org,2002:bool": return .bool(scalar.string == "true")
            case "tag:yaml.org,2002:int", "tag:yaml.org,2002:float": return .number(scalar.string)
            default: return .string(scalar.string)
            }
        case .alias: return .null
        }
    }
}

extension PayloadValue {
    var fields: [PayloadObject.Field] { if case .object(let object) = self { object.fields } else { [] } }
    var elements: [PayloadValue] { if case .array(let elements) = self { elements } else { [] } }
}
