import Allegro
import Inventory
import NIOConcurrencyHelpers

/// What a twin keeps through a crash: what it knows of both sides.
final class TwinMemory: Sendable {
    /// What a document took out of stock for an order.
    struct Release: Sendable {
        let order: OrderID
        let pieces: [ProductID: Int]
    }

    private struct State {
        var orders: [OrderID: Order] = [:]
        var orderOfLine: [LineItemID: OrderID] = [:]
        var readySince: [OrderID: Timestamp] = [:]
        var sweptTo: Timestamp
        var releases: [DocumentID: Release] = [:]
        var documents: Set<DocumentID> = []
        var stock: [ProductID: StockAmount] = [:]
        var offers: [ListedOffer] = []
        var readAt = Timestamp.distantPast
        var ordersReadAt = Timestamp.distantPast
    }

    private let state: NIOLockedValueBox<State>

    init(start: Timestamp) { state = NIOLockedValueBox(State(sweptTo: start)) }

    /// Forms changed before this are known.
    var sweptTo: Timestamp {
        get { state.withLockedValue(\.sweptTo) }
        set { state.withLockedValue { $0.sweptTo = newValue } }
    }

    /// When stock, documents and offers were read.
    var readAt: Timestamp {
        get { state.withLockedValue(\.readAt) }
        set { state.withLockedValue { $0.readAt = newValue } }
    }

    /// When orders were read.
    var ordersReadAt: Timestamp {
        get { state.withLockedValue(\.ordersReadAt) }
        set { state.withLockedValue { $0.ordersReadAt = newValue } }
    }

    /// Over all warehouses, as it was read.
    var stock: [ProductID: StockAmount] {
        get { state.withLockedValue(\.stock) }
        set { state.withLockedValue { $0.stock = newValue } }
    }

    /// As they were read, or as they were told to be since.
    var offers: [ListedOffer] {
        get { state.withLockedValue(\.offers) }
        set { state.withLockedValue { $0.offers = newValue } }
    }

    func keep(_ offer: ListedOffer) {
        state.withLockedValue { state in
            if let place = state.offers.firstIndex(where: { $0.id == offer.id }) { state.offers[place] = offer }
        }
    }

    func keep(_ releases: [DocumentID: Release]) { state.withLockedValue { $0.releases = releases } }

    /// Takes documents as wFirma lists them. False where all were known.
    func keep(_ documents: [WarehouseDocument]) -> Bool {
        state.withLockedValue { state in
            let before = state.documents.count
            for document in documents {
                state.documents.insert(document.id)
                guard case .release = document.kind, let order = document.externalID else { continue }
                let pieces = document.lines.map { ($0.product, $0.count.wholePieces) }
                state.releases[document.id] = Release(order: OrderID(order), pieces: Dictionary(pieces, uniquingKeysWith: +))
            }
            return state.documents.count > before
        }
    }

    /// By their ids.
    var orders: [Order] { state.withLockedValue { $0.orders.values.sorted { $0.id < $1.id } } }

    /// When an order that is ready was first found so.
    func readySince(_ order: OrderID, _ now: Timestamp) -> Timestamp {
        state.withLockedValue { state in
            let since = state.readySince[order] ?? now
            state.readySince[order] = since
            return since
        }
    }

    /// Lines keep their ids when forms are merged: the old form is forgotten.
    func take(_ order: Order) {
        state.withLockedValue { state in
            for line in order.lines {
                if let old = state.orderOfLine[line.id], old != order.id { state.orders[old] = nil }
                state.orderOfLine[line.id] = order.id
            }
            state.orders[order.id] = order
        }
    }

    /// Pieces of an order that are sold and not released.
    func open(_ order: Order, _ plan: ShopPlan, _ released: [ProductID: Int]) -> [ProductID: Int] {
        guard order.status != .cancelled else { return [:] }
        let sold: [ProductID: Int] = order.lines.reduce(into: [:]) { sold, line in
            for component in plan.link(of: line.offer.text)?.components ?? [] {
                sold[component.product, default: 0] += component.units * line.quantity
            }
        }
        return sold.reduce(into: [:]) { open, entry in
            let left = entry.value - (released[entry.key] ?? 0)
            if left > 0 { open[entry.key] = left }
        }
    }

    /// The same of all orders together, as far as their releases are known.
    func reserved(_ plan: ShopPlan) -> [ProductID: Int] {
        let released = Self.pieces(of: state.withLockedValue(\.releases).values)
        return orders.reduce(into: [:]) { sum, order in
            for (product, pieces) in open(order, plan, released[order.id] ?? [:]) { sum[product, default: 0] += pieces }
        }
    }

    /// Released pieces, by order.
    static func pieces(of releases: some Sequence<Release>) -> [OrderID: [ProductID: Int]] {
        releases.reduce(into: [:]) { sum, release in sum[release.order, default: [:]].merge(release.pieces, uniquingKeysWith: +) }
    }
}

extension Timestamp {
    /// Before all else.
    static let distantPast = Timestamp(microseconds: 0)
}
