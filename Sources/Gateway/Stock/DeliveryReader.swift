import Allegro
import Inventory
import Payload
import Storage
import WFirma

/// Reads a delivery's body: what it says about stock and orders, or why it waits as a dead letter.
struct DeliveryReader: Sendable {
    /// The Allegro account whose events a source brings.
    let accountOfSource: @Sendable (_ source: String) -> AccountName?

    struct Reading {
        var meaning: Result<[StockInput], DeadReason>
        /// True when something changed that only a whole sweep of wFirma can tell.
        var wantsSweep = false
    }

    func understand(_ delivery: Delivery) -> Reading { understand(delivery.incoming) }

    func understand(_ incoming: IncomingDelivery) -> Reading {
        do throws(PayloadFault) {
            let payload: PayloadValue =
                switch incoming.format {
                case .json: try PayloadValue.json(incoming.body)
                case .xml: try PayloadValue.xml(incoming.body)
                }
            switch (incoming.kind, incoming.trust) {
            case (.wfirma, .polled):
                if let documents = PolledDocuments(payload) { return Reading(meaning: .success(documents.inputs)) }
                guard let polled = PolledReadings(payload) else { return Self.dead("a polled reading that cannot be read") }
                return Reading(meaning: .success(polled.inputs))
            case (.allegro, .polled): return Reading(meaning: .success(try PolledOrders(payload).inputs(payload)))
            case (.allegro, _):
                guard let account = accountOfSource(incoming.source) else { return Self.dead("source \(incoming.source) names no account") }
                let events = try OrderEvent.events(payload).compactMap {
                    OrderSighting($0, account: account, isProven: incoming.trust != .keyed, isInJournal: false)
                }
                return Reading(meaning: .success(events.map(StockInput.orderEvent)))
            case (.wfirma, _): return Self.understand(payload, incoming)
            }
        } catch {
            return Reading(meaning: .failure(DeadReason(error.reason, pointer: error.pointer)))
        }
    }

    private static func understand(_ payload: PayloadValue, _ incoming: IncomingDelivery) -> Reading {
        let notice: WFirmaNotice
        do throws(PayloadFault) {
            notice = try WFirmaNotice(payload)
        } catch {
            return Reading(meaning: .failure(DeadReason(error.reason, pointer: error.pointer)))
        }
        switch notice {
        case .document(let document):
            // Unsigned, a body moves no stock: it only says where to look.
            guard incoming.trust != .keyed else {
                return Reading(meaning: .success([.changed(document.id, isDeleted: document.isDeleted, document.lines.map(\.product))]))
            }
            return Reading(meaning: .success([.document(document)]))
        case .unknownDocumentKind(let kind): return dead("a warehouse document of the unknown kind \(kind)")
        case .stock(let stock): return Reading(meaning: .success([input(of: stock, incoming)]))
        case .look(.good(let product)): return Reading(meaning: .success([.look([product])]))
        case .look: return Reading(meaning: .success([]), wantsSweep: true)
        }
    }

    /// A signed notice with a warehouse and a count is a reading; anything less only says "look" (R33).
    private static func input(of notice: StockNotice, _ incoming: IncomingDelivery) -> StockInput {
        guard incoming.trust != .keyed, let warehouse = notice.warehouse, let count = notice.count else { return .look([notice.product]) }
        // True from then on until it reached us; a sender's clock may run ahead of ours.
        let window = WarehouseLevel.Window(
            from: min(notice.modified ?? incoming.receivedAt, incoming.receivedAt), to: incoming.receivedAt)
        return .readings([
            StockReading(
                key: StockKey(product: notice.product, warehouse: warehouse), amount: count, window: window,
                origin: .notice(modified: notice.modified))
        ])
    }

    private static func dead(_ reason: String) -> Reading { Reading(meaning: .failure(DeadReason(reason))) }
}
