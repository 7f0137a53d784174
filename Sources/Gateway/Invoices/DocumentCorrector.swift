import CurlClient
import Inventory
import Storage
import WFirma

/// Takes a document back by a correction, because a person said so (R48): looked for, added once, read back, like the document itself.
struct DocumentCorrector: Sendable {
    static let reason = "Anulowanie lub zwrot zamówienia"

    let store: Store
    let wfirma: WFirmaClient
    let adder: DocumentAdder

    /// Its external id is ours alone: one that stands is this one. It is of its document's kind: where that stands in KSeF, so will it.
    func lookUp(_ correction: OrderDocument, at now: Timestamp) async throws {
        guard let kind = try await store.orderDocument(of: correction.order)?.kind else { throw DocumentFault.incomplete(correction.state) }
        if let found = try await adder.documents(of: correction).first {
            try await store.advance(correction, by: .adopted(kind, nil, invoice: found.id, releaseUntil: nil), at: now)
        } else {
            try await store.advance(correction, by: .lookedUp(kind, nil, buyer: nil), at: now)
        }
    }

    func add(_ correction: OrderDocument, at now: Timestamp) async throws {
        guard let id = try await store.orderDocument(of: correction.order)?.invoice, let date = CalendarDate(inPoland: now) else {
            throw DocumentFault.incomplete(correction.state)
        }
        guard let document = try await wfirma.invoice(id) else {
            let why = Words(en: "wFirma does not have document \(id) any more", pl: "w wFirmie nie ma już dokumentu \(id)")
            return try await adder.refuse(correction, .invoiceRefused, why, at: now)
        }
        try await adder.send(correction, at: now) { () async throws(WFirmaError) in
            try await wfirma.addCorrection(of: document, externalID: correction.externalID, date: date, reason: Self.reason)
        }
    }

    func verify(_ correction: OrderDocument, at now: Timestamp) async throws {
        guard let id = correction.invoice, let issued = try await wfirma.invoice(id), issued.type == "correction",
            issued.lines.allSatisfy({ $0.count == .zero })
        else {
            let problem = DocumentProblem(
                .documentMismatch,
                what: Words(
                    en: "The correction of order \(correction.order) is not what was to be issued",
                    pl: "Korekta do zamówienia \(correction.order) jest inna, niż powinna"),
                why: Words(en: "it does not take every line back", pl: "nie zeruje wszystkich pozycji"))
            _ = try await store.advance(correction, by: .mismatched(fault: "not every line is taken back"), problem: problem, at: now)
            return
        }
        try await store.advance(
            correction, by: .verified(number: issued.number, total: issued.total, issuedOn: issued.date ?? CalendarDate(inPoland: now)), at: now)
    }
}
