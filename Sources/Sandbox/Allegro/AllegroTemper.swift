/// How unkind the simulated Allegro is, and which answer it gives where the facts leave two open.
///
/// The default is unkind: commands take 20 to 400 ms, events come late, twice and out of turn. ``calm`` is for tests
/// that look at one thing.
public struct AllegroTemper: Sendable {
    /// How long a command's task waits to be carried out.
    public var commandDelay: ClosedRange<Duration> = .milliseconds(20)...(.milliseconds(400))
    /// How long an offer is ACTIVATING after its command's SUCCESS.
    public var activationDelay: ClosedRange<Duration> = .milliseconds(10)...(.milliseconds(150))
    /// How long an order event waits to enter the journal.
    public var eventDelay: ClosedRange<Duration> = .milliseconds(10)...(.seconds(2))
    /// How long a buyer takes to fill the form in, and again to pay.
    public var buyerDelay: ClosedRange<Duration> = .milliseconds(50)...(.seconds(1))
    /// How long an order may stay unpaid before it is cancelled (thread 4646).
    public var unpaidLife: Duration = .seconds(7 * 24 * 3600)
    /// The share of order events that are told twice.
    public var repeatedEventShare = 0.1
    /// The share of tasks that hang in NEW.
    public var hangingShare = 0.0

    /// Requests a minute for one client id.
    public var requestsPerMinute = 9000
    /// Changes of offers by commands of one kind, a minute and an hour.
    public var changesPerMinute = 9000
    public var changesPerHour = 250_000
    /// How much longer a caller is refused who calls on during a 429.
    public var callingOnCosts: Duration = .milliseconds(500)
    /// Whether a 429 carries `Retry-After` (not documented).
    public var tellsRetryAfter = true

    /// GAIN to zero or below: refused with a task's FAIL, or taken and the offer ended as sold out.
    public var gainBelowOne: GainBelowOne = .refused
    /// PUT of a known command with the same content: 409, or the command's report.
    public var repeatedCommand: RepeatedCommand = .conflict
    /// END of an ended offer and ACTIVATE of an active one report SUCCESS; otherwise FAIL.
    public var needlessChangeSucceeds = true
    /// A cancelled purchase gives its pieces back to a running offer.
    public var cancellationReturnsStock = false
    /// What it does about invoices on orders.
    public var invoices = AllegroInvoiceTemper()
    /// Fields without a value are written as null, as the real system is seen to do; otherwise left out, as its OpenAPI has it.
    public var writesNulls = false
    /// A refresh token may be used again (Allegro's own sandbox forgives it, production does not).
    public var forgivesRefreshReuse = false

    /// How long an access token holds.
    public var accessTokenLife: Duration = .seconds(12 * 3600)
    /// How long a refresh token holds.
    public var refreshTokenLife: Duration = .seconds(90 * 24 * 3600)
    /// How often a device may ask for its token.
    public var devicePollInterval: Duration = .seconds(5)
    /// How long a person has for confirming a device's code.
    public var deviceCodeLife: Duration = .seconds(3600)
    /// A person confirms a device's code by themself after this time; nil = only ``SimulatedAllegro/confirmDevice(_:)`` does.
    public var confirmsDevicesAfter: Duration?

    public enum GainBelowOne: Sendable {
        case refused
        case endsOffer
    }

    public enum RepeatedCommand: Sendable {
        case conflict
        case report
    }

    public init() {}

    /// Everything at once and once.
    public static var calm: AllegroTemper {
        var temper = AllegroTemper()
        temper.commandDelay = .milliseconds(10)...(.milliseconds(10))
        temper.activationDelay = .milliseconds(10)...(.milliseconds(10))
        temper.eventDelay = .milliseconds(1)...(.milliseconds(1))
        temper.buyerDelay = .milliseconds(10)...(.milliseconds(10))
        temper.repeatedEventShare = 0
        temper.invoices = .calm
        return temper
    }
}
