import Foundation
import Inventory
import Listener
import Storage

/// Links read from a table: a row an offer and product, rows of one offer together.
struct LinkImport: Sendable {
    /// Rows of one table, at most.
    static let rowLimit = 5_000

    struct Line: Sendable {
        var number: Int
        var offer: String
        var words: Words
        var isRefused: Bool
    }

    /// One for each offer, in the order of the table.
    private(set) var lines: [Line] = []
    private(set) var links: [(number: Int, offer: OfferID, link: OfferLink)] = []
    let isChecked: Bool

    /// Reads the table and looks its products up; changes nothing.
    init(_ text: String, isChecked: Bool, by store: Store) async throws {
        self.isChecked = isChecked
        var rows = CSV.rows(text)
        // The heading of our own export, in either language.
        if let first = rows.first?.first?.lowercased(), ["offer", "oferta"].contains(first) { rows.removeFirst() }
        guard rows.count <= Self.rowLimit else {
            throw PageFault.unfit(
                Words(en: "At most \(Self.rowLimit) rows at once.", pl: "Najwyżej \(Self.rowLimit) wierszy naraz."))
        }
        var order: [String] = []
        var byOffer: [String: [(number: Int, fields: [String])]] = [:]
        for (index, row) in rows.enumerated() {
            let fields = row.map { $0.trimmingCharacters(in: .whitespaces) }
            let offer = fields[0].hasPrefix("'") ? String(fields[0].dropFirst()) : fields[0]
            if byOffer[offer] == nil { order.append(offer) }
            byOffer[offer, default: []].append((index + 1, fields))
        }
        for offer in order {
            let rows = byOffer[offer] ?? []
            let number = rows.first?.number ?? 0
            do {
                let link = try await Self.link(rows.map(\.fields), by: store)
                guard try await store.offer(OfferID(offer)) != nil else { throw PageFault.notFound }
                links.append((number, OfferID(offer), link))
                lines.append(Line(number: number, offer: offer, words: Self.told(link), isRefused: false))
            } catch let fault as LinkFault {
                lines.append(Line(number: number, offer: offer, words: fault.words, isRefused: true))
            } catch PageFault.notFound {
                lines.append(Line(number: number, offer: offer, words: SwitchOutcome.Refusal.unknownOffer.name, isRefused: true))
            }
        }
    }

    /// Makes the links; one that the store refuses is told as such.
    mutating func carryOut(by store: Store, at moment: Timestamp) async throws {
        for (number, offer, link) in links {
            do {
                try await store.link(offer, to: link, at: moment)
            } catch let refusal as Store.LinkRefusal {
                guard let place = lines.firstIndex(where: { $0.number == number }) else { continue }
                (lines[place].words, lines[place].isRefused) = (refusal.words, true)
            }
        }
    }

    private static func link(_ rows: [[String]], by store: Store) async throws -> OfferLink {
        func field(_ row: [String], _ index: Int) -> String { index < row.count ? row[index] : "" }
        var pairs: [String] = []
        for row in rows { pairs += ["product=\(encoded(field(row, 1)))", "units=\(encoded(field(row, 2).isEmpty ? "1" : field(row, 2)))"] }
        let first = rows.first ?? []
        pairs += ["buffer=\(encoded(field(first, 3)))", "cap=\(encoded(field(first, 4)))"]
        return try await LinkForm(FormFields(pairs.joined(separator: "&"))).link(by: store)
    }

    private static func told(_ link: OfferLink) -> Words {
        Words(verbatim: link.components.map { "\($0.product.text) × \($0.units)" }.joined(separator: " + "))
    }
}
