import Foundation

/// A small real PDF: one page of text.
enum SandboxPDF {
    /// - Parameter lines: from top to bottom; letters beyond ASCII lose their marks.
    static func page(_ lines: [String]) -> [UInt8] {
        let text = lines.map { "(\(escaped($0))) Tj T*" }.joined(separator: "\n")
        let content = "BT /F1 11 Tf 14 TL 50 790 Td\n\(text)\nET"
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            "<< /Length \(content.utf8.count) >>\nstream\n\(content)\nendstream", "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
        var file = "%PDF-1.4\n"
        var offsets: [Int] = []
        for (place, object) in objects.enumerated() {
            offsets.append(file.utf8.count)
            file += "\(place + 1) 0 obj\n\(object)\nendobj\n"
        }
        let start = file.utf8.count
        let entries = offsets.map { String(repeating: "0", count: 10 - String($0).count) + "\($0) 00000 n \n" }.joined()
        file += "xref\n0 \(objects.count + 1)\n0000000000 65535 f \n\(entries)"
        file += "trailer\n<< /Size \(objects.count + 1) /Root 1 0 R >>\nstartxref\n\(start)\n%%EOF\n"
        return Array(file.utf8)
    }

    private static func escaped(_ text: String) -> String {
        let plain = text.replacing("ł", with: "l").replacing("Ł", with: "L").folding(options: .diacriticInsensitive, locale: nil)
        return String(String.UnicodeScalarView(plain.unicodeScalars.map { $0.isASCII ? $0 : "?" }))
            .replacing("\\", with: "\\\\").replacing("(", with: "\\(").replacing(")", with: "\\)")
    }
}

extension SimulatedWFirma {
    /// Before it has its KSeF number an invoice's PDF is a confirmation without lines.
    func pdf(of invoice: SandboxInvoice) -> [UInt8] {
        if let filing = invoice.ksef, !filing.isRegistered(at: time) {
            return SandboxPDF.page(["Potwierdzenie transakcji", invoice.fullNumber, "Dokument oczekuje na numer KSeF"])
        }
        let contractor = contractors.first { $0.id == invoice.contractor }
        var lines = ["\(invoice.fullNumber)", "Data: \(invoice.date)", "Sprzedawca: \(company.name), NIP \(WFirmaCompany.nip)"]
        if let contractor { lines.append("Nabywca: \(contractor.name)\(contractor.nip.isEmpty ? "" : ", NIP \(contractor.nip)")") }
        lines += invoice.lines.map { "\($0.name)  \($0.count) \($0.unit) x \($0.price)  VAT \($0.vat.code)" }
        lines.append("Razem: \(invoice.totals.brutto) \(invoice.currency)")
        if let filing = invoice.ksef { lines.append("Numer KSeF: \(filing.number)") }
        return SandboxPDF.page(lines)
    }
}
