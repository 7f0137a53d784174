import Inventory
import NIOConcurrencyHelpers

/// What a twin keeps through a crash: the orders that it knows.
final class TwinMemory: Sendable {
    private struct State {
        var orders: [OrderID: Order] = [:]
        var orderOfLine: [LineItemID: OrderID] = [:]
        var sweptTo: Timestamp
    }

    private let state: NIOLockedValueBox<State>

    init(start: Timestamp) { state = NIOLockedValueBox(State(sweptTo: start)) }

    /// Forms changed before this are known.
    var sweptTo: Timestamp {
        get { state.withLockedValue(\.sweptTo) }
        set { state.withLockedValue { $0.sweptTo = newValue } }
    }

    /// By their ids.
    var orders: [Order] { state.withLockedValue { $0.orders.values.sorted { $0.id < $1.id } } }

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

    /// The same of all orders together.
    func reserved(_ plan: ShopPlan, releases: [OrderID: [ProductID: Int]]) -> [ProductID: Int] {
        orders.reduce(into: [:]) { sum, order in
            for (product, pieces) in open(order, plan, releases[order.id] ?? [:]) { sum[product, default: 0] += pieces }
        }
    }
}
