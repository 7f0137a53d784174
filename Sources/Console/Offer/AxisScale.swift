import Inventory

/// Where moments and quantities stand on the drawing; units are those of the SVG's own view.
struct AxisScale: Sendable {
    static let width = 1000.0
    static let plot = (left: 98.0, right: 990.0, top: 12.0, bottom: 232.0)
    /// The rows of marks beneath the plot, by their kind's place.
    static func lane(_ index: Int) -> Double { plot.bottom + 46 + Double(index) * 21 }

    let from: Timestamp
    let to: Timestamp
    let top: Double

    /// - Parameter largest: the largest quantity of any line.
    init(from: Timestamp, to: Timestamp, largest: StockAmount) {
        (self.from, self.to) = (from, to)
        top = Double(Self.steps(for: largest).last ?? 1)
    }

    func x(_ moment: Timestamp) -> Double {
        let share = Double((moment - from).wholeMicroseconds) / Double(max(1, (to - from).wholeMicroseconds))
        return Self.plot.left + min(max(share, 0), 1) * (Self.plot.right - Self.plot.left)
    }

    func y(_ amount: StockAmount) -> Double {
        let share = Double(amount.tenThousandths) / 10_000 / top
        return Self.plot.bottom - min(max(share, 0), 1) * (Self.plot.bottom - Self.plot.top)
    }

    /// Round quantities from zero to above the largest, at most six of them.
    static func steps(for largest: StockAmount) -> [Int] {
        let pieces = max(1, largest.wholePieces + (largest > StockAmount(pieces: largest.wholePieces) ? 1 : 0))
        let step = roundSteps.first { pieces <= $0 * 5 } ?? pieces
        return Array(stride(from: 0, through: (pieces + step - 1) / step * step, by: step))
    }

    private static let roundSteps: [Int] = (0..<9).flatMap { power in
        let tens = (0..<power).reduce(1) { product, _ in product * 10 }
        return [tens, 2 * tens, 5 * tens]
    }

    /// Round moments between the ends, at most eight.
    var moments: [Timestamp] {
        let second: Int64 = 1_000_000
        let spans = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 432_000].map {
            Int64($0) * second
        }
        let whole = (to - from).wholeMicroseconds
        let span = spans.first { whole / $0 <= 8 } ?? whole / 8 + 1
        let offset = PolishTime.offset(at: to).wholeMicroseconds
        let first = ((from.microseconds + offset) / span + 1) * span - offset
        return stride(from: first, through: to.microseconds, by: Int64.Stride(span)).map { Timestamp(microseconds: $0) }
    }

    /// A step line as SVG writes it; where the value is not known the line has a gap.
    func path(_ steps: [OfferTimeline.Step]) -> String {
        var path = ""
        var isDrawing = false
        for (index, step) in steps.enumerated() {
            guard let value = step.value else {
                if isDrawing { path += "H\(Self.short(x(step.at)))" }
                isDrawing = false
                continue
            }
            let (x, y) = (Self.short(x(step.at)), Self.short(y(value)))
            path += isDrawing ? "H\(x)V\(y)" : "M\(x) \(y)"
            isDrawing = true
            if index == steps.count - 1 { path += "H\(Self.short(Self.plot.right))" }
        }
        return path
    }

    /// One decimal is a tenth of a pixel.
    static func short(_ number: Double) -> String {
        let tenths = Int((number * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
    }
}
