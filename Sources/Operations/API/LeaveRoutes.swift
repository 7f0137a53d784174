import Hummingbird
import Inventory
import Listener
public import Payload
public import Storage

/// Leaving (R45): everything is switched off by one action of an admin.
struct LeaveRoutes {
    let store: Store
    let clock: @Sendable () -> Timestamp
    let onChange: @Sendable () -> Void

    func add(to group: RouterGroup<OperationsContext>) {
        group.post("leave") { request, context in
            _ = try RequestQuery(request)
            let leaving = try await store.leave(at: clock())
            onChange()
            return JSONAnswer.ok(leaving.payload)
        }
    }
}

extension Leaving {
    /// As the admin API and the command line tell it.
    public var payload: PayloadValue {
        [
            "offers": PayloadValue(offers), "republish_to_give_back": PayloadValue(republishToGiveBack),
            "unfinished_documents": .array(unfinishedDocuments.map { .string($0.text) }), "frozen": .bool(isFrozen),
            "links": .array(
                choices.offers.sorted { $0.key < $1.key }.map { offer, choice in
                    [
                        "offer": .string(offer.text), "name": .text(names[offer]),
                        "components": .array(
                            (choice.link?.components ?? []).map { ["product": .string($0.product.text), "units": PayloadValue($0.units)] }),
                        "buffer": PayloadValue(choice.link?.buffer ?? 0), "cap": choice.link?.cap.map { PayloadValue($0) } ?? .null,
                        "sync": .bool(choice.isSynchronised), "auto_close": .bool(choice.autoClose), "auto_resume": .bool(choice.autoResume),
                    ]
                }),
        ]
    }
}
