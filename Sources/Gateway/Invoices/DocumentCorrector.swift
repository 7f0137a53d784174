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

    func step(_ correction: OrderDocument, at now: Timestamp) async throws {
        switch correction.state {
        case .wanted: try await lookUp(correction, at: now)
        case .lookedUp: try await add(correction, at: now)
        case .adding: try await store.advance(correction, by: .answerLost(fault: "stopped while it was sent"), at: now)
        case .unknown: try await adder.find(correction, at: now)
        case .added: try await verify(correction, at: now)
        case .verified, .final, .pdfFetched, .declared, .uploaded, .accepted, .refused, .rejected, .mismatched, .foreign, .cancelled, .none: break
        }
    }

    private func lookUp(_ correction: OrderDocument, at now: Timestamp) async throws {
        // Its external id is ours alone: one that stands is this one.
        if let found = try await adder.documents(of: correction).first {
            try await store.advance(correction, by: .adopted(.invoice, nil, invoice: found.id), at: now)
        } else {
            try await store.advance(correction, by: .lookedUp(.invoice, nil), at: now)
        }
    }

    private func add(_ correction: OrderDocument, at now: Timestamp) async throws {
        guard let id = try await store.orderDocument(of: correction.order)?.invoice, let date = CalendarDate(inPoland: now) else { return }
        guard let document = try await wfirma.invoice(id) else {
            let why = Words(en: "wFirma does not have document \(id) any more", pl: "w wFirmie nie ma już dokumentu \(id)")
            return try await adder.refuse(correction, .invoiceRefused, why, at: now)
        }
        try await adder.send(correction, at: now) { () async throws(WFirmaError) in
            try await wfirma.addCorrection(of: document, externalID: correction.externalID, date: date, reason: Self.reason)
        }
    }

    private func verify(_ correction: OrderDocument, at now: Timestamp) async throws {
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
        try await store.advance(correction, by: .verified(number: issued.number, total: issued.total), at: now)
    }
}
