import Hummingbird
import Inventory
import Storage

/// The list of problems, and settling one.
struct ProblemRoutes {
    let desk: Desk

    func add(toInside inside: RouterGroup<ConsoleContext>, acting: RouterGroup<ConsoleContext>) {
        inside.get("problems") { [desk] request, context in
            let page = try await ProblemsPage(FormFields(request.uri.query ?? ""), desk: desk, visit: context.visit)
            return try await desk.show(page, context.visit)
        }
        acting.post("problems/:problem", use: settle)
    }

    @Sendable private func settle(_ request: Request, _ context: ConsoleContext) async throws -> Response {
        let visit = context.visit
        guard let id = Int64(try context.identifier("problem")), id > 0, id < .max, let action: OpenProblem.Action = context.form.choice("action")
        else { throw PageFault.notFound }
        let problem = try await desk.store.problems(kind: nil, after: id - 1, limit: 1).first { $0.id == id }
        guard let problem else { throw Self.isOver }
        let entry = try await desk.store.noteDeed(
            who: try context.user().name, deed: "settle_\(action.rawValue)", subject: "\(problem.kind.rawValue) \(problem.subject)", at: visit.at)
        let isDone = try await desk.store.settleProblem(id, action: action, at: visit.at)
        try await desk.store.noteOutcome(entry, isDone ? "done" : "gone")
        guard isDone else { throw Self.isOver }
        desk.onChange()
        let back = context.form["back"] ?? Section.problems.rawValue
        return desk.see(SignInRoutes.isOurs(back) ? back : Section.problems.rawValue)
    }

    private static let isOver = PageFault.unfit(
        Words(
            en: "This problem is no longer open: somebody settled it, or it is over by itself.",
            pl: "Ten problem nie jest już otwarty: ktoś go rozwiązał albo minął sam."))
}
