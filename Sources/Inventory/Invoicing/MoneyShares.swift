/// Dividing money without losing a grosz.
enum MoneyShares {
    /// `total` in parts that are to each other as `weights`; what does not divide goes to the parts that lost most by rounding, the first of
    /// equals. No weight: equal parts.
    static func divide(_ total: Int64, by weights: [Int64]) -> [Int64] {
        guard !weights.isEmpty else { return [] }
        let sum = weights.reduce(0, +)
        guard sum > 0 else { return divide(total, by: weights.map { _ in 1 }) }
        // 128 bits: an amount times a weight of another amount may pass 64.
        let products = weights.map { Int128(total) * Int128($0) }
        var parts = products.map { Int64($0 / Int128(sum)) }
        let lost = products.map { $0 % Int128(sum) }
        let order = lost.indices.sorted { lost[$0] == lost[$1] ? $0 < $1 : lost[$0] > lost[$1] }
        let left = Int(total - parts.reduce(0, +))
        for index in order.prefix(left) { parts[index] += 1 }
        return parts
    }

    /// `total` over `pieces` of whole hundredths each: one price, or two where it does not divide (R19).
    static func pieces(of total: Int64, count: Int) -> [(count: Int, price: Int64)] {
        let (price, rest) = total.quotientAndRemainder(dividingBy: Int64(count))
        return [(count - Int(rest), price), (Int(rest), price + 1)].filter { $0.0 > 0 }
    }
}
