extension Timestamp {
    /// A moment on the UTC calendar; nil when there is no such day or hour. A leap second counts as the second after it.
    public init?(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0, microsecond: Int = 0) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year),
            (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second), (0...999_999).contains(microsecond)
        else { return nil }
        // A civil date to days since 1970, by eras of 400 years that begin on 1 March.
        let marchYear = month <= 2 ? year - 1 : year
        let era = marchYear / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second
        self.init(microseconds: Int64(seconds) * 1_000_000 + Int64(microsecond))
    }

    /// Reads RFC 3339, e.g. `2026-11-24T09:15:00.123Z` or `2026-11-24T10:15:00+01:00`; decimals past the sixth are dropped.
    public init?(rfc3339 text: some StringProtocol) {
        var scan = DigitScanner(text)
        guard let year = scan.number(4), scan.skip("-"), let month = scan.number(2), scan.skip("-"), let day = scan.number(2),
            scan.skip("T") || scan.skip("t") || scan.skip(" "), let hour = scan.number(2), scan.skip(":"), let minute = scan.number(2),
            scan.skip(":"), let second = scan.number(2)
        else { return nil }
        var microsecond = 0
        if scan.skip(".") {
            guard let fraction = scan.fraction() else { return nil }
            microsecond = fraction
        }
        var offsetMinutes = 0
        if !(scan.skip("Z") || scan.skip("z")) {
            let isWest = scan.skip("-")
            guard isWest || scan.skip("+"), let hours = scan.number(2), scan.skip(":"), let minutes = scan.number(2), hours < 24, minutes < 60
            else { return nil }
            offsetMinutes = (hours * 60 + minutes) * (isWest ? -1 : 1)
        }
        guard scan.isAtEnd,
            let local = Timestamp(
                year: year, month: month, day: day, hour: hour, minute: minute, second: second, microsecond: microsecond)
        else { return nil }
        self = local - .seconds(offsetMinutes * 60)
    }

    /// Reads the `Date` header of HTTP, e.g. `Tue, 24 Nov 2026 09:15:00 GMT` (RFC 9110's IMF-fixdate; the weekday is not checked).
    public init?(httpDate text: some StringProtocol) {
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[0].hasSuffix(","), parts[5] == "GMT", let day = Int(parts[1]),
            let month = months.firstIndex(of: String(parts[2])), let year = Int(parts[3])
        else { return nil }
        var clock = DigitScanner(parts[4])
        guard let hour = clock.number(2), clock.skip(":"), let minute = clock.number(2), clock.skip(":"), let second = clock.number(2),
            clock.isAtEnd
        else { return nil }
        self.init(year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second)
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

/// Takes fixed runs of decimal digits and single marks from the front of a text.
struct DigitScanner {
    private let bytes: [UInt8]
    private var place = 0

    init(_ text: some StringProtocol) { bytes = Array(text.utf8) }

    var isAtEnd: Bool { place == bytes.count }

    /// Exactly `width` digits.
    mutating func number(_ width: Int) -> Int? {
        guard bytes.count - place >= width else { return nil }
        var value = 0
        for byte in bytes[place..<place + width] {
            guard let digit = Self.digit(byte) else { return nil }
            value = value * 10 + digit
        }
        place += width
        return value
    }

    /// All digits that follow, at least one, read as a fraction of a second in microseconds.
    mutating func fraction() -> Int? {
        var value = 0
        var width = 0
        while place < bytes.count, let digit = Self.digit(bytes[place]) {
            if width < 6 { value = value * 10 + digit }
            width += 1
            place += 1
        }
        guard width > 0 else { return nil }
        for _ in min(width, 6)..<6 { value *= 10 }
        return value
    }

    /// Takes `mark` when it comes next.
    mutating func skip(_ mark: Unicode.Scalar) -> Bool {
        guard place < bytes.count, UInt32(bytes[place]) == mark.value else { return false }
        place += 1
        return true
    }

    private static func digit(_ byte: UInt8) -> Int? {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? Int(byte - UInt8(ascii: "0")) : nil
    }
}

extension Timestamp {
    /// For names of files, in UTC to the second: `20261129T101500`.
    public var fileStamp: String { String(description.replacing(":", with: "").replacing("-", with: "").prefix(15)) }
}
