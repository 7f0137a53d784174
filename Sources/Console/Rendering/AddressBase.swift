/// Where the addresses of a console start: at `/`, or under `/m/NAME` where the process works for several merchants. Everything in this module knows
/// addresses that start at `/`; what stands before them is put there on the way out, and taken away before a request comes in.
struct AddressBase: Sendable {
    /// Nil where there is one merchant.
    let merchant: String?

    private var path: String { merchant.map { "/m/\($0)" } ?? "" }

    func address(_ place: String) -> String { path + place }

    /// Attributes that hold an address of ours.
    private static let attributes = [" href=", " action=", " src=", " data-live="].map { Array($0.utf8) }

    /// A page with its addresses under this base. Texts hold nothing that looks like one: templates escape their quotes.
    func page(_ html: String) -> String {
        guard merchant != nil else { return html }
        let (base, bytes) = (Array(path.utf8), Array(html.utf8))
        var rebased: [UInt8] = []
        rebased.reserveCapacity(bytes.count + bytes.count / 8)
        for (place, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "/"), place > 0, bytes[place - 1] == UInt8(ascii: "\""),
                Self.attributes.contains(where: { bytes[..<(place - 1)].ends(with: $0) })
            {
                rebased += base
            }
            rebased.append(byte)
        }
        return String(decoding: rebased, as: UTF8.self)
    }
}

extension ArraySlice<UInt8> {
    fileprivate func ends(with other: [UInt8]) -> Bool { count >= other.count && suffix(other.count).elementsEqual(other) }
}
