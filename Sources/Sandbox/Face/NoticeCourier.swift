import ServiceLifecycle

/// Sends notices at their time and brings the answers back. What is sent, to whom and when is the machine's decision.
struct NoticeCourier: Sendable {
    let world: SandboxWorld
    let send: @Sendable (WebhookRequest) async -> WebhookAnswer?

    /// Runs until the service ends; a notice then under way is dropped, as by a sender that is switched off.
    func run() async {
        await withDiscardingTaskGroup { group in
            for await _ in world.pokes.cancelOnGracefulShutdown() {
                while let request = world.wfirma({ wfirma, _ in wfirma.takeNotice(dueBy: nil) }) {
                    group.addTask {
                        guard (try? await Task.sleep(for: world.wait(until: request.due))) != nil else { return }
                        let answer = await send(request)
                        world.wfirma { $0.settleNotice(request.attempt, answer, at: $1) }
                    }
                }
            }
            group.cancelAll()
        }
    }
}
