import Inventory
import Storage

/// One pass over wFirma's stock held against what is known, product by product; what differs is handed over in bounded parts.
struct StockComparison {
    /// One product over all warehouses of one pass.
    struct Seen {
        var listed: ListedProduct
        var readings: [StockReading] = []
    }

    struct Outcome: Sendable {
        var compared = 0
        var drifts: [Drift] = []
        /// Changes of stock that nobody had told of (R23).
        var unannounced = 0
        /// The last delivery with what differed, if anything did.
        var lastDelivery: DeliveryID?
        /// Why wFirma could not be compared to its end.
        var fault: String?
    }

    /// What is to be handed over.
    var polled = PolledReadings()
    var outcome = Outcome()
    /// Products whose levels this pass does not confirm: they differ, or were not read.
    private(set) var leftOut: [ProductID] = []

    /// Takes one product: as it was seen (nil: nowhere) and as it is known (nil: not yet). One whose rows could not all be read, or that the pages
    /// no longer list where there is stock of it, is asked for by itself: `goods/get` decides, a page does not.
    mutating func take(_ product: ProductID, seen: Seen?, known: KnownStock?, isReadable: Bool = true) {
        if let seen {
            outcome.compared += 1
            if known?.listed != seen.listed || known?.isGone == true { polled.products.append(seen.listed) }
        }
        guard isReadable, !Self.hasVanished(seen, known) else {
            polled.vanished.append(product)
            return leftOut.append(product)
        }
        guard let seen, seen.readings.contains(where: { Self.tellsSomething($0, known) }) else { return }
        leftOut.append(product)
        polled.readings += seen.readings
        guard let drift = Self.drift(product, seen.readings, known) else { return }
        outcome.drifts.append(drift)
        if seen.readings.contains(where: { Self.isNews($0, known) }) { outcome.unannounced += 1 }
    }

    private static func hasVanished(_ seen: Seen?, _ known: KnownStock?) -> Bool {
        known?.levels.contains { warehouse, level in
            level.amount != .zero && !(seen?.readings.contains { $0.key.warehouse == warehouse } ?? false)
        } ?? false
    }

    /// A reading that agrees with a level that nothing is in doubt about says nothing new.
    private static func tellsSomething(_ reading: StockReading, _ known: KnownStock?) -> Bool {
        guard let level = known?.levels[reading.key.warehouse], level.reading != nil else { return true }
        return level.amount != reading.amount || level.suspicion != nil || level.isDoubted || level.withheld > .zero
    }

    /// A difference that an earlier comparison did not see: a rise waits for its second look and is seen until then.
    private static func isNews(_ reading: StockReading, _ known: KnownStock?) -> Bool {
        guard let level = known?.levels[reading.key.warehouse], level.reading != nil else { return false }
        return reading.amount != level.suspicion?.level && (reading.amount < level.amount || reading.amount > level.amount + level.withheld)
    }

    private static func drift(_ product: ProductID, _ readings: [StockReading], _ known: KnownStock?) -> Drift? {
        let levels = readings.map { known?.levels[$0.key.warehouse] }
        guard levels.contains(where: { $0?.reading != nil }) else { return nil }
        let expected = levels.reduce(StockAmount.zero) { $0 + ($1?.amount ?? .zero) }
        let found = readings.reduce(StockAmount.zero) { $0 + $1.amount }
        // What was withheld until it is read was told, and a part of it may be what wFirma has.
        let told = levels.reduce(expected) { $0 + ($1?.withheld ?? .zero) }
        guard found < expected || found > told else { return nil }
        // Lower counts at once; higher waits for a second look.
        return Drift(subject: .product(product), expected: expected.description, found: found.description, mended: found < expected)
    }
}
