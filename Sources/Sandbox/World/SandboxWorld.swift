import NIOConcurrencyHelpers

/// Both simulated systems under one clock, safe to share: what the HTTPS face serves and what a demo or a test drives.
public final class SandboxWorld: Sendable {
    private let allegroBox: NIOLockedValueBox<SimulatedAllegro>
    private let wfirmaBox: NIOLockedValueBox<SimulatedWFirma>
    private let now: @Sendable () -> SandboxInstant
    private let observers = NIOLockedValueBox<[@Sendable (SandboxExchange) -> Void]>([])
    private let poke: AsyncStream<Void>.Continuation
    /// Yields whenever a notice may be waiting to be sent.
    let pokes: AsyncStream<Void>

    /// - Parameter now: the clock; in a test, any that goes forward.
    public init(allegro: SimulatedAllegro, wfirma: SimulatedWFirma, now: @escaping @Sendable () -> SandboxInstant) {
        allegroBox = NIOLockedValueBox(allegro)
        wfirmaBox = NIOLockedValueBox(wfirma)
        self.now = now
        (pokes, poke) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Both systems from one seed.
    public convenience init(
        seed: UInt64, application: AllegroApplication = .init(), company: WFirmaCompany = .init(), allegro: AllegroTemper = .init(),
        wfirma: WFirmaTemper = .init(), now: @escaping @Sendable () -> SandboxInstant
    ) {
        self.init(
            allegro: SimulatedAllegro(seed: seed, application: application, temper: allegro, start: now()),
            wfirma: SimulatedWFirma(seed: seed &+ 1, company: company, temper: wfirma, start: now()), now: now)
    }

    /// Looks at Allegro or acts on it, brought up to the present first.
    public func allegro<Result>(_ act: (inout SimulatedAllegro, SandboxInstant) -> Result) -> Result {
        let moment = now()
        return allegroBox.withLockedValue { allegro in
            allegro.advance(to: moment)
            return act(&allegro, moment)
        }
    }

    /// Looks at wFirma or acts on it, brought up to the present first; what it has to tell is sent.
    public func wfirma<Result>(_ act: (inout SimulatedWFirma, SandboxInstant) -> Result) -> Result {
        let moment = now()
        let (result, hasNotices) = wfirmaBox.withLockedValue { wfirma in
            wfirma.advance(to: moment)
            return (act(&wfirma, moment), wfirma.nextDue != nil)
        }
        if hasNotices { poke.yield() }
        return result
    }

    /// Answers a request to one of the systems.
    public func handle(_ request: SandboxRequest, on side: SandboxSide) -> SandboxReply {
        let reply =
            switch side {
            case .allegro: allegro { $0.handle(request, at: $1) }
            case .wfirma: wfirma { $0.handle(request, at: $1) }
            }
        observers.withLockedValue { $0 }.forEach { $0(SandboxExchange(side: side, request: request, reply: reply)) }
        return reply
    }

    /// From now on `observer` sees every request with its answer, right after it was worked out.
    public func observe(_ observer: @escaping @Sendable (SandboxExchange) -> Void) {
        observers.withLockedValue { $0.append(observer) }
    }

    /// How long until `moment`.
    func wait(until moment: SandboxInstant) -> Duration { max(.zero, moment - now()) }
}
