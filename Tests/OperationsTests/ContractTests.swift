import CurlClient
import Foundation
import HTTPTypes
import Hummingbird
import Inventory
import Operations
import Payload
import Storage
import StoreImage
import Testing

@testable import Webhooks

@Suite("openapi.yaml")
struct ContractTests {
    private let contract: Contract
    private let checker: SchemaChecker

    init() throws {
        contract = try Contract()
        checker = SchemaChecker(contract: contract)
    }

    @Test("holds every route of the private listener, and no other")
    func privateRoutes() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "contract-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let store = try Store.quick(StoreOptions(path: directory.appending(path: "s.db").path))
        let face = OperationsFace(
            store: store, registry: MetricsRegistry(), accounts: [], planning: Planning(understand: { _, _ in [] }), clock: { Desk.now },
            readiness: { Readiness(faults: [], backlog: 0, deadLetters: 0, authorised: [], isFrozen: false) }, onScrape: {}, onChange: {})
        let routes = face.router().routes.map { Contract.Operation(method: $0.method.rawValue, path: $0.path.description) }
        #expect(Set(routes) == contract.operations.filter { !$0.path.hasPrefix("/webhooks/") })
        try store.close()
    }

    @Test("holds every route of the public listener, and no other")
    func publicRoutes() {
        let paths = [
            "/webhooks/{source}", "/webhooks/{source}/{path_secret}", "/webhooks/{source}/{path_secret}/{number}", "/webhooks", "/", "/livez",
            "/api/v1/offers",
        ]
        for path in paths {
            for method in ["GET", "POST", "PUT", "DELETE", "PATCH"] {
                let filled = path.replacing("{source}", with: "wfirma").replacing("{path_secret}", with: "secret").replacing("{number}", with: "2")
                let isRoute = WebhookRoute(method: .init(method) ?? .get, path: filled) != .nothing
                let isTold = contract.operations.contains(.init(method: method, path: path)) && path.hasPrefix("/webhooks/")
                #expect(isRoute == isTold, "\(method) \(path)")
            }
        }
        #expect(contract.operations.filter { $0.path.hasPrefix("/webhooks/") }.allSatisfy { paths.contains($0.path) })
    }

    @Test(
        "names the cases that the program has",
        arguments: [
            ("OfferStatus", OfferStatus.allCases.map(\.rawValue)), ("DeliveryState", DeliveryState.allCases.map(\.rawValue)),
            ("ProblemKind", OpenProblem.Kind.allCases.map(\.rawValue)), ("Document", OrderDocumentChoice.allCases.map(\.rawValue)),
            ("ProblemAction", OpenProblem.Action.allCases.map(\.rawValue)), ("OrderStatus", Order.Status.allCases.map(\.rawValue)),
            ("Order/properties/fulfilment", Order.Fulfilment.allCases.map(\.rawValue)),
            ("OrderLine/properties/reservation", OrderLineView.Reservation.allCases.map(\.rawValue)),
            ("LinkProposal/properties/reason", LinkProposal.Refusal.allCases.map(\.rawValue)),
            ("LinkProposal/properties/match", LinkProposal.Match.allCases.map(\.rawValue)),
            ("Offer/properties/ended_by", EndCause.allCases.map(\.rawValue)),
            ("Offer/properties/wish", HandWish.allCases.map(\.rawValue)), ("Offer/properties/hold", EndHold.allCases.map(\.rawValue)),
            ("SwitchAnswer/properties/results/items/properties/reason", SwitchOutcome.Refusal.allCases.map(\.rawValue)),
            ("Plan/properties/items/items/properties/reason", Plan.Reason.allCases.map(\.rawValue)),
            ("Oversold/properties/causes/items/properties/cause", Oversell.Cause.allCases.map(\.rawValue)),
            ("Shadow/properties/items/items/properties/kind", ShadowDifference.Kind.allCases.map(\.rawValue)),
            ("Explanation/properties/steps/items/properties/step", Explanation.Step.Name.allCases.map(\.rawValue)),
            ("Explanation/properties/steps/items/properties/causes/items/properties/kind", Explanation.Cause.Kind.allCases.map(\.rawValue)),
        ])
    func enumerations(place: String, cases: [String]) {
        let schema = contract.resolved(["$ref": .string("#/components/schemas/" + place)])
        #expect(Set(schema["enum"]?.elements.compactMap(\.text) ?? []) == Set(cases))
    }

    @Test("its answers are closed: every field of ours is always there, and no other")
    func closed() {
        let optional: [String: Set<String>] = ["Problem": ["detail", "pointer"], "Receipt": ["webhook_key"]]
        for operation in contract.operations {
            for response in contract.document["paths"]?[operation.path]?[operation.method.lowercased()]?["responses"]?.fields ?? [] {
                for content in contract.resolved(response.value)["content"]?.fields ?? [] where content.key.hasSuffix("json") {
                    let name = content.value["schema"]?["$ref"]?.text.flatMap { $0.split(separator: "/").last.map(String.init) } ?? ""
                    #expect(open(content.value["schema"] ?? .null, except: optional[name] ?? []) == [], "\(operation) \(response.key)")
                }
            }
        }
    }

    /// Places below a schema where a field may be missing or another be there.
    private func open(_ written: PayloadValue, except optional: Set<String>, at place: String = "") -> [String] {
        let schema = contract.resolved(written)
        var found: [String] = []
        if let properties = schema["properties"]?.fields {
            let required = Set(schema["required"]?.elements.compactMap(\.text) ?? [])
            if Set(properties.map(\.key)) != required.union(optional) { found.append("\(place): required") }
            if schema["additionalProperties"] != .bool(false) { found.append("\(place): additionalProperties") }
            for field in properties { found += open(field.value, except: [], at: "\(place)/\(field.key)") }
        }
        if let items = schema["items"] { found += open(items, except: [], at: place + "/-") }
        for choice in schema["oneOf"]?.elements ?? [] { found += open(choice, except: [], at: place) }
        return found
    }

    @Test("its examples fit its schemas")
    func examples() {
        var faults: [String] = []
        var count = 0
        func walk(_ value: PayloadValue, _ place: String) {
            if let schema = value["schema"] {
                let given = [value["example"]].compactMap(\.self) + (value["examples"]?.fields.compactMap { $0.value["value"] } ?? [])
                for example in given {
                    count += 1
                    faults += checker.faults(of: example, by: schema).map { "\(place): \($0)" }
                }
            }
            if value["type"] != nil, let examples = value["examples"] {
                for example in examples.elements {
                    count += 1
                    faults += checker.faults(of: example, by: value).map { "\(place): \($0)" }
                }
            }
            for field in value.fields { walk(field.value, "\(place)/\(field.key)") }
            for (index, element) in value.elements.enumerated() { walk(element, "\(place)/\(index)") }
        }
        walk(contract.document, "")
        #expect(faults == [])
        #expect(count > 20)
    }
}
