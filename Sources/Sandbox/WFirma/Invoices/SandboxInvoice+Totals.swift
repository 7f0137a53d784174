/// Amounts under one VAT code, or of a whole document.
public struct SandboxTotals: Sendable, Equatable {
    public internal(set) var netto = SandboxMoney.zero
    public internal(set) var tax = SandboxMoney.zero
    public internal(set) var brutto = SandboxMoney.zero

    static func + (left: Self, right: Self) -> Self {
        Self(netto: left.netto + right.netto, tax: left.tax + right.tax, brutto: left.brutto + right.brutto)
    }

    static func - (left: Self, right: Self) -> Self {
        Self(netto: left.netto - right.netto, tax: left.tax - right.tax, brutto: left.brutto - right.brutto)
    }
}

/// VAT is reckoned and rounded once for each code, not for each line.
extension SandboxInvoice {
    /// Lines' values by VAT code, in the order in which the codes first occur. A correction tells the difference that it makes.
    var totalsByVAT: [(code: SandboxVATCode, totals: SandboxTotals)] {
        var codes: [SandboxVATCode] = []
        for line in lines + linesBefore where !codes.contains(line.vat) { codes.append(line.vat) }
        return codes.map { code in (code, totals(of: lines, under: code) - totals(of: linesBefore, under: code)) }
    }

    /// The whole document's; of a correction the difference that it makes.
    public var totals: SandboxTotals { totalsByVAT.map(\.totals).reduce(SandboxTotals(), +) }

    /// What its lines come to; of a correction, how it leaves the sale.
    public var totalsAsLinesStand: SandboxTotals {
        var sum = SandboxTotals()
        var codes: [SandboxVATCode] = []
        for line in lines where !codes.contains(line.vat) {
            codes.append(line.vat)
            sum = sum + totals(of: lines, under: line.vat)
        }
        return sum
    }

    /// A line's own netto and brutto, for showing.
    func value(of line: Line) -> SandboxTotals { totals(of: [line], under: line.vat) }

    private func totals(of lines: [Line], under code: SandboxVATCode) -> SandboxTotals {
        let value = lines.filter { $0.vat == code }.reduce(SandboxMoney.zero) { $0 + $1.price * $1.count }
        let tax = pricesAreGross ? value.times(code.rate, over: 100 + code.rate) : value.times(code.rate, over: 100)
        return pricesAreGross
            ? SandboxTotals(netto: value - tax, tax: tax, brutto: value) : SandboxTotals(netto: value, tax: tax, brutto: value + tax)
    }
}
