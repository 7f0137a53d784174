import Inventory
import Storage

extension ChoicesDocument {
    /// The file's text, in the order of the ids, so that two files are compared at a glance.
    ///
    /// - Parameter names: of the offers, for who reads it.
    static func text(of choices: Choices, names: [OfferID: String]) -> String {
        let settings = choices.settings
        var lines = [
            "# What only this shop can say: links, switches and settings. Stockgate writes this file anew after every change and reads it only when",
            "# its database is new, e.g. after a total loss (docs/operating.md). Keep a copy of it away from this machine.",
            "version: 1",
            "settings: {fetch_orders: \(settings.fetchOrders), issue_invoices: \(settings.issueInvoices), frozen: \(settings.frozen)"
                + "\(choices.documentsFrom.map { ", documents_from: \"\($0)\"" } ?? "")}",
            settings.accounts.isEmpty ? "accounts: []" : "accounts:",
        ]
        for (name, account) in settings.accounts.sorted(by: { $0.key < $1.key }) {
            lines.append(
                "  - {account: \(quoted(name.text)), start_date: \(account.startDate.map { "\($0)" } ?? "null"), "
                    + "document: \(account.document.rawValue), document_delay: \(ValueForm.duration().write(account.documentDelay)), "
                    + "document_status: \(account.documentStatus?.rawValue ?? "null")}")
        }
        lines.append(choices.offers.isEmpty ? "offers: []" : "offers:")
        for (offer, choice) in choices.offers.sorted(by: { $0.key < $1.key }) {
            if let name = names[offer] { lines.append("  # " + String(name.map { $0.isNewline || $0.isControl ? " " : $0 })) }
            let components = (choice.link?.components ?? []).map { "{product: \(quoted($0.product.text)), units: \($0.units)}" }
            lines.append(
                "  - {offer: \(quoted(offer.text)), components: [\(components.joined(separator: ", "))], buffer: \(choice.link?.buffer ?? 0), "
                    + "cap: \(choice.link?.cap.map(String.init) ?? "null"), sync: \(choice.isSynchronised), auto_close: \(choice.autoClose), "
                    + "auto_resume: \(choice.autoResume), paused: \(choice.isPaused)}")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A text that YAML takes for nothing else, in double quotes.
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\x" + String(repeating: "0", count: 2 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

extension Character {
    fileprivate var isControl: Bool { unicodeScalars.contains { $0.properties.generalCategory == .control } }
}
