import Inventory
import Storage

/// "Problemy": what needs a person, each with the action that settles it.
struct ProblemsPage: Page {
    static let template = "problems"
    static let words = ProblemsWords()
    static let pageSize = 30

    struct Kind: Sendable {
        var href: String
        var text: String
        var count: String
        var isCurrent: Bool
    }

    var title: String
    var section: Section? { .problems }
    var kinds: [Kind]
    var problems: [ProblemCard]
    var isEmpty: Bool
    var later: String?

    init(_ asked: FormFields, desk: Desk, visit: Visit) async throws {
        let voice = visit.voice
        let kind: OpenProblem.Kind? = asked.choice("kind")
        let subject = asked["subject"]
        let counts = try await desk.store.problemCounts()
        var found: [OpenProblem]
        if let subject {
            found = try await desk.store.problems(of: subject)
        } else {
            found = try await desk.store.problems(kind: kind, after: asked["after"].flatMap { Int64($0) }, limit: Self.pageSize + 1)
        }
        let isCut = subject == nil && found.count > Self.pageSize
        found = Array(found.prefix(subject == nil ? Self.pageSize : found.count))
        title = voice(Section.problems.name)
        kinds = OpenProblem.Kind.allCases.compactMap { one in
            counts[one].map {
                Kind(
                    href: Section.problems.rawValue + query(["kind": one.rawValue]), text: voice(one.name), count: voice.number($0),
                    isCurrent: one == kind)
            }
        }
        problems = found.map { ProblemCard($0, mayAct: visit.may(.operator), voice) }
        isEmpty = found.isEmpty
        later = isCut ? found.last.map { Section.problems.rawValue + query(["kind": kind?.rawValue, "after": String($0.id)]) } : nil
    }
}

struct ProblemsWords: Sendable {
    let lead = Words(
        en: "What Stockgate does not decide by itself. Each problem goes away once it is settled, here or by itself.",
        pl: "To, o czym Stockgate nie decyduje sam. Każdy problem znika, gdy zostanie rozwiązany: tutaj albo sam z siebie.")
    let kinds = Words(en: "Kinds", pl: "Rodzaje")
    let all = Words(en: "all", pl: "wszystkie")
    let none = Words(en: "Nothing needs you. All is well.", pl: "Nic nie wymaga Twojej decyzji. Wszystko gra.")
    let later = Words(en: "Later ones", pl: "Dalsze")
    let pages = Words(en: "Pages", pl: "Strony")
}
