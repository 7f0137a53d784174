import CurlClient
import Inventory
import Storage

extension Notice {
    /// The message as mail, in Polish and then in English.
    func mail(by channel: NotificationOptions.Mail) -> MailMessage {
        let (new, over) = (content.openedCount, content.settledCount)
        let text =
            section("Nowe problemy", "Rozwiązane", "Otwartych jest teraz", "i jeszcze") { $0.whatPL } + "\n----\n\n"
            + section("New problems", "Settled", "Open now", "and more:") { $0.what }
        return MailMessage(
            id: message, from: channel.from, to: channel.to, subject: "Stockgate: nowe \(new), rozwiązane \(over) (new \(new), settled \(over))",
            text: text, date: createdAt.mailDate)
    }

    private func section(
        _ new: String, _ over: String, _ open: String, _ more: String, _ words: (NoticeContent.Line) -> String
    ) -> String {
        func list(_ title: String, _ lines: [NoticeContent.Line], _ count: Int) -> String {
            guard count > 0 else { return "" }
            let shown = lines.map { "  - \(words($0)) [\($0.kind), \($0.since)]\n" }.joined()
            return "\(title): \(count)\n" + shown + (count > lines.count ? "  … \(more) \(count - lines.count)\n" : "") + "\n"
        }
        return list(new, content.opened, content.openedCount) + list(over, content.settled, content.settledCount) + "\(open): \(content.openCount)\n"
    }
}

extension Timestamp {
    /// As RFC 5322 writes a time: `Sun, 29 Nov 2026 10:15:00 +0000`.
    var mailDate: String {
        let text = description
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let day = Int(microseconds / 86_400_000_000)
        let parts = text.prefix(10).split(separator: "-")
        let month = Int(parts[1]).map { months[$0 - 1] } ?? "Jan"
        return "\(days[day % 7]), \(parts[2]) \(month) \(parts[0]) \(text.dropFirst(11).prefix(8)) +0000"
    }
}
