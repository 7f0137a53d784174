import Inventory

/// How numbers, times and words are told to the one who looks.
struct Voice: Sendable {
    let language: Language
    let now: Timestamp

    private static let narrowSpace = "\u{202F}"

    func callAsFunction(_ words: Words) -> String { words.text(in: language) }

    /// `12 345` or `12,345`.
    func number(_ number: Int) -> String {
        let digits = String(number.magnitude)
        let mark = language == .polish ? Self.narrowSpace : ","
        var grouped = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { grouped += mark }
            grouped.append(digit)
        }
        return number < 0 ? "−" + grouped : grouped
    }

    /// Pieces with a sign: `+3`, `−2`, `0`.
    func change(_ number: Int) -> String { number > 0 ? "+" + self.number(number) : self.number(number) }

    /// `2,5` or `2.5`, as many decimals as it has.
    func amount(_ amount: StockAmount) -> String {
        let parts = amount.description.split(separator: ".")
        let whole = number(Int(parts[0]) ?? 0)
        let sign = amount < .zero && !whole.hasPrefix("−") ? "−" : ""
        return sign + whole + (parts.count > 1 ? (language == .polish ? "," : ".") + parts[1] : "")
    }

    func change(_ amount: StockAmount) -> String { amount > .zero ? "+" + self.amount(amount) : self.amount(amount) }

    /// `1 234,50 zł`, `PLN 1,234.50`.
    func money(_ money: Money) -> String {
        let rest = money.hundredths.magnitude % 100
        let decimals = rest < 10 ? "0\(rest)" : "\(rest)"
        let sign = money.hundredths < 0 ? "−" : ""
        let whole = number(Int(money.hundredths.magnitude / 100))
        switch language {
        case .polish: return "\(sign)\(whole),\(decimals)\u{A0}\(money.currency == "PLN" ? "zł" : money.currency)"
        case .english: return "\(sign)\(money.currency)\u{A0}\(whole).\(decimals)"
        }
    }

    /// `29.11.2026, 14:05` in Poland.
    func moment(_ moment: Timestamp) -> String {
        let local = (moment + PolishTime.offset(at: moment)).description
        return "\(day(local)), \(local.dropFirst(11).prefix(5))"
    }

    /// The same with seconds.
    func exactMoment(_ moment: Timestamp) -> String {
        let local = (moment + PolishTime.offset(at: moment)).description
        return "\(day(local)), \(local.dropFirst(11).prefix(8))"
    }

    /// `29.11.2026`.
    func day(_ date: CalendarDate) -> String { day(date.description) }

    /// The clock alone, `14:05`.
    func clock(_ moment: Timestamp) -> String {
        String((moment + PolishTime.offset(at: moment)).description.dropFirst(11).prefix(5))
    }

    private func day(_ local: String) -> String {
        let parts = local.prefix(10).split(separator: "-")
        switch language {
        case .polish: return "\(parts[2]).\(parts[1]).\(parts[0])"
        case .english:
            let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
            let month = Int(parts[1]).flatMap { (1...12).contains($0) ? months[$0 - 1] : nil } ?? String(parts[1])
            return "\(Int(parts[2]) ?? 0)\u{A0}\(month)\u{A0}\(parts[0])"
        }
    }

    /// How long ago: `przed chwilą`, `5 min temu`, `3 dni temu`.
    func age(_ moment: Timestamp) -> String {
        let seconds = max(0, (now - moment).wholeMicroseconds / 1_000_000)
        switch seconds {
        case ..<60: return self(Words(en: "just now", pl: "przed chwilą"))
        case ..<3600: return self(Words(en: "\(seconds / 60) min ago", pl: "\(seconds / 60) min temu"))
        case ..<86_400: return self(Words(en: "\(seconds / 3600) h ago", pl: "\(seconds / 3600) godz. temu"))
        default: return self(Words(en: "%@ ago", pl: "%@ temu")).replacing("%@", with: count(Int(seconds / 86_400), .days))
        }
    }

    /// A span, rounded up: `40 s`, `5 min`.
    func span(_ span: Duration) -> String {
        let seconds = (span.wholeMicroseconds + 999_999) / 1_000_000
        switch seconds {
        case ..<100: return "\(seconds)\u{A0}s"
        case ..<7200: return "\((seconds + 59) / 60)\u{A0}min"
        default: return self(Words(en: "\((seconds + 3599) / 3600)\u{A0}h", pl: "\((seconds + 3599) / 3600)\u{A0}godz."))
        }
    }

    /// The noun alone, in the form that the number asks for.
    func form(_ number: Int, _ noun: Noun) -> String { noun.form(number, language) }

    /// A number with its noun: `1 oferta`, `2 oferty`, `5 ofert`.
    func count(_ number: Int, _ noun: Noun) -> String { "\(self.number(number))\u{A0}\(noun.form(number, language))" }
}
