extension ValueForm where Value == Int {
    /// A whole number within bounds.
    static func integer(in bounds: ClosedRange<Int>) -> Self {
        ValueForm("whole number") { text, _ throws(ValueFault) in
            guard let value = Int(text), bounds.contains(value) else {
                throw ValueFault("\"\(text)\" is no whole number from \(bounds.lowerBound) to \(bounds.upperBound)")
            }
            return value
        }
    }

    /// A number of bytes within bounds: `1048576`, `512KiB`, `1MiB`.
    static func size(in bounds: ClosedRange<Int>) -> Self {
        ValueForm("size", write: writeSize) { text, _ throws(ValueFault) in
            guard let match = text.wholeMatch(of: #/([0-9]{1,12})\s?(B|KiB|MiB|GiB)?/#), let number = Int(match.output.1) else {
                throw ValueFault("\"\(text)\" is no size: write a whole number and a unit, such as 512KiB or 1MiB")
            }
            let unit = sizeUnits.first { $0.name == match.output.2 ?? "B" }?.bytes ?? 1
            let bytes = number * unit
            guard bounds.contains(bytes) else {
                throw ValueFault("\"\(text)\" is out of bounds: from \(writeSize(bounds.lowerBound)) to \(writeSize(bounds.upperBound))")
            }
            return bytes
        }
    }
}

extension ValueForm where Value == Double {
    /// A share of a whole: `20%`.
    static var share: Self {
        ValueForm("share", write: { "\(String(format: $0 * 100))%" }) { text, _ throws(ValueFault) in
            guard text.wholeMatch(of: #/[0-9]{1,3}(?:\.[0-9]{1,3})?\s?%/#) != nil,
                let percent = Double(text.dropLast().filter { !$0.isWhitespace }), percent <= 100
            else {
                throw ValueFault("\"\(text)\" is no share: write a percentage up to 100%, such as 20%")
            }
            return percent / 100
        }
    }
}

extension ValueForm where Value == Duration {
    /// A span of time within bounds: `250ms`, `10s`, `5m`, `2h`, `7d`.
    static func duration(atLeast least: Duration = .zero, atMost most: Duration = .seconds(366 * 86_400)) -> Self {
        ValueForm("duration", write: writeDuration) { text, _ throws(ValueFault) in
            guard let match = text.wholeMatch(of: #/([0-9]{1,9})\s?(ms|s|m|h|d)/#), let number = Int64(match.output.1) else {
                throw ValueFault("\"\(text)\" is no duration: write a whole number and a unit, such as 250ms, 10s, 5m, 2h or 7d")
            }
            let unit = durationUnits.first { $0.name == match.output.2 }?.milliseconds ?? 1
            let span = Duration.milliseconds(number * unit)
            guard span >= least else { throw ValueFault("\"\(text)\" is too short: no less than \(writeDuration(least))") }
            guard span <= most else { throw ValueFault("\"\(text)\" is too long: no more than \(writeDuration(most))") }
            return span
        }
    }
}

private let sizeUnits: [(name: Substring, bytes: Int)] = [("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1)]
private let durationUnits: [(name: Substring, milliseconds: Int64)] = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)]

/// In the largest unit that divides it.
private func writeSize(_ bytes: Int) -> String {
    let unit = sizeUnits.first { bytes >= $0.bytes && bytes % $0.bytes == 0 } ?? ("B", 1)
    return "\(bytes / unit.bytes)\(unit.name)"
}

/// In the largest unit that divides it.
private func writeDuration(_ span: Duration) -> String {
    let milliseconds = span.components.seconds * 1000 + span.components.attoseconds / 1_000_000_000_000_000
    let unit = durationUnits.first { milliseconds >= $0.milliseconds && milliseconds % $0.milliseconds == 0 } ?? ("s", 1000)
    return "\(milliseconds / unit.milliseconds)\(unit.name)"
}

extension String {
    /// A number without a needless fraction: `20`, `12.5`.
    fileprivate init(format number: Double) {
        self = number.rounded() == number ? String(Int(number)) : String(number)
    }
}
