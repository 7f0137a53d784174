/// Polish VAT codes as wFirma writes them: a percentage, or letters such as `ZW`, `NP`.
enum VATRate {
    /// Whether Allegro's rate, e.g. `23.00`, is the one of a wFirma code; letters stand for no percentage, which Allegro writes as 0 or leaves out.
    static func agree(_ stated: String, _ code: String) -> Bool {
        guard let stated = StockAmount(stated) else { return true }
        return stated == (StockAmount(code) ?? .zero)
    }

    /// Delivery goes with the goods; where they have several rates, the highest, so that never too little is paid. Nil where no line has one.
    static func highest(of codes: [String]) -> String? {
        codes.max { (StockAmount($0)?.tenThousandths ?? -1, $0) < (StockAmount($1)?.tenThousandths ?? -1, $1) }
    }
}
