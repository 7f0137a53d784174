import HTTPTypes
public import Hummingbird
public import Inventory
public import OpenSSLCrypto
public import Storage

/// The shop owner's face on the private listener: pages for people, who sign in. It wishes, by the store; running services fulfil.
public struct ConsoleFace: Sendable {
    private let desk: Desk

    /// - Parameters:
    ///   - accounts: the configured Allegro accounts.
    ///   - terms: what a plan goes by (R32).
    ///   - facts: what the configuration says and the store does not know.
    ///   - clock: the wall clock.
    ///   - onChange: called after every change, so that running services look at the store at once.
    ///   - merchant: whose console it is, where the process works for several: its pages then stand under `/m/NAME`, which is taken away from a
    ///     request's path before it comes here.
    ///   - randomBytes: where salts come from.
    /// Throws what the templates, which are part of the binary, get wrong.
    public init(
        store: Store, accounts: [AccountName], terms: ForecastTerms, facts: ConsoleFacts = ConsoleFacts(), clock: @escaping @Sendable () -> Timestamp,
        onChange: @escaping @Sendable () -> Void, merchant: String? = nil,
        randomBytes: @escaping @Sendable (_ count: Int) -> [UInt8] = OpenSSLCrypto.randomBytes
    ) throws {
        desk = Desk(
            store: store, accounts: accounts.sorted(), terms: terms, facts: facts, clock: clock, onChange: onChange, randomBytes: randomBytes,
            views: try Views.shared.get(), base: AddressBase(merchant: merchant))
    }

    /// Every page, form and asset.
    public func router() -> Router<ConsoleContext> {
        let router = Router(context: ConsoleContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: SecurityHeaders(showsPictures: desk.facts.showsPictures))
        router.add(middleware: PageFaults(desk: desk))
        AssetRoutes().add(to: router)
        let open = router.group().add(middleware: Arrival(desk: desk))
        SignInRoutes(desk: desk).add(to: open)
        LanguageRoutes(desk: desk).add(to: open)
        let inside = router.group().add(middleware: Arrival(desk: desk)).add(middleware: Doorkeeper(least: .viewer))
        let administering = router.group().add(middleware: Arrival(desk: desk)).add(middleware: Doorkeeper(least: .admin))
        let acting = router.group().add(middleware: Arrival(desk: desk)).add(middleware: Doorkeeper(least: .operator))
        ChangeRoutes(desk: desk).add(to: inside)
        SignOutRoutes(desk: desk).add(to: inside)
        OverviewRoutes(desk: desk).add(to: inside)
        OfferListRoutes(desk: desk).add(to: inside)
        OfferRoutes(desk: desk).add(toInside: inside, acting: acting)
        OfferDeedRoutes(desk: desk).add(toInside: inside, acting: acting)
        LinkListRoutes(desk: desk).add(toInside: inside, acting: acting)
        ProblemRoutes(desk: desk).add(toInside: inside, acting: acting)
        OrderRoutes(desk: desk).add(toInside: inside, administering: administering)
        ProductRoutes(desk: desk).add(to: inside)
        DeliveryRoutes(desk: desk).add(toInside: inside, acting: acting)
        SettingsRoutes(desk: desk).add(toInside: inside, administering: administering)
        ConnectionRoutes(desk: desk).add(toAdministering: administering)
        UserRoutes(desk: desk).add(toAdministering: administering)
        AuditRoutes(desk: desk).add(to: inside)
        return router
    }
}

/// What every page works with.
struct Desk: Sendable {
    let store: Store
    let accounts: [AccountName]
    let terms: ForecastTerms
    let facts: ConsoleFacts
    let clock: @Sendable () -> Timestamp
    let onChange: @Sendable () -> Void
    let randomBytes: @Sendable (_ count: Int) -> [UInt8]
    let views: Views
    let base: AddressBase
    let passwords = PasswordDesk()
    let throttle = SignInThrottle()
    let streams = StreamCount()
}
