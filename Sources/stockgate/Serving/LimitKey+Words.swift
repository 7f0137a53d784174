import CurlClient
import Inventory

extension LimitKey {
    /// For people. Of the changes the subject is an account and the commands' kind (``Allowance``).
    var words: Words {
        let kinds = [
            " publication": Words(en: ", ends and resumes", pl: ", kończenie i wznawianie"), " quantity": Words(en: ", quantities", pl: ", ilości"),
        ]
        var subject = Words(verbatim: self.subject)
        for (ending, kind) in kinds where self.subject.hasSuffix(ending) {
            let account = self.subject.dropLast(ending.count)
            subject = Words(en: account + kind.en, pl: account + kind.pl)
        }
        switch name {
        case .requests: return Words(en: "requests of \(subject.en)", pl: "zapytania aplikacji \(subject.pl)")
        case .changesPerMinute: return Words(en: "changes a minute of \(subject.en)", pl: "zmiany na minutę: \(subject.pl)")
        case .changesPerHour: return Words(en: "changes an hour of \(subject.en)", pl: "zmiany na godzinę: \(subject.pl)")
        default: return Words(verbatim: "\(name.rawValue) \(self.subject)")
        }
    }
}
