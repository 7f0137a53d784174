import Inventory
import Sandbox

/// Which pieces buyers were promised and no document released yet, by what the two sides themselves say: nothing here asks the gateway.
struct Promises {
    struct Promise {
        let order: String
        /// What was bought; nothing any more where the form was merged into another.
        var pieces: [ProductID: Int]
        /// Pieces that releases naming the order took out of stock.
        var released: [ProductID: Int] = [:]
        var isCancelled = false
        /// Sent, and come back: nothing is promised any more, whatever a correction then makes of the document that released it.
        var isReturned = false

        /// Promised and still here, by product.
        var open: [ProductID: Int] {
            if isCancelled || isReturned { return [:] }
            if released.isEmpty { return pieces }
            return pieces.reduce(into: [:]) { open, entry in
                let left = entry.value - (released[entry.key] ?? 0)
                if left > 0 { open[entry.key] = left }
            }
        }
    }

    /// In the order of purchase; a merged one stands in the place of the younger.
    private(set) var all: [Promise] = []
    private var places: [String: Int] = [:]
    private var mergedInto: [String: String] = [:]

    /// The promise of an order, under its own id or that of a form merged since.
    subscript(order: String) -> Promise? { places[current(order)].map { all[$0] } }

    mutating func add(_ order: SandboxOrder, _ plan: ShopPlan) {
        var pieces: [ProductID: Int] = [:]
        for line in order.lines {
            for component in plan.link(of: line.offer)?.components ?? [] { pieces[component.product, default: 0] += component.units * line.quantity }
        }
        places[order.id] = all.count
        all.append(Promise(order: order.id, pieces: pieces))
    }

    mutating func cancel(_ order: String) {
        if let place = places[current(order)] { all[place].isCancelled = true }
    }

    mutating func takeBack(_ order: String) {
        if let place = places[current(order)] { all[place].isReturned = true }
    }

    mutating func merge(_ first: String, _ second: String, into order: SandboxOrder, _ plan: ShopPlan) {
        for old in [first, second] {
            mergedInto[old] = order.id
            if let place = places.removeValue(forKey: old) { all[place].pieces = [:] }
        }
        add(order, plan)
    }

    /// Works out anew what documents released.
    mutating func settle(by documents: [SandboxDocument], orderOfInvoice: (String) -> String?) {
        for place in all.indices { all[place].released = [:] }
        for document in documents where !document.kind.isReceipt {
            guard let order = document.invoice.flatMap(orderOfInvoice) ?? document.externalID, let place = places[current(order)] else { continue }
            for line in document.lines { all[place].released[ProductID(line.good), default: 0] += line.count.tenThousandths / 10_000 }
        }
    }

    /// Open pieces of all orders.
    func open() -> [ProductID: Int] {
        all.reduce(into: [:]) { sum, promise in for (product, pieces) in promise.open { sum[product, default: 0] += pieces } }
    }

    private func current(_ order: String) -> String {
        var order = order
        while let next = mergedInto[order] { order = next }
        return order
    }
}

extension ShopPlan {
    func link(of offer: String) -> OfferLink? { place(of: offer).map { offers[$0].link } }

    func place(of offer: String) -> Int? { offers.firstIndex { $0.id.text == offer } }
}
