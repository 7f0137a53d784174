import Hummingbird

/// The overview.
struct OverviewRoutes {
    let desk: Desk

    func add(to group: RouterGroup<ConsoleContext>) {
        group.get("/") { [desk] _, context in
            try await desk.show(try await OverviewPage(desk: desk, visit: context.visit), context.visit)
        }
    }
}
