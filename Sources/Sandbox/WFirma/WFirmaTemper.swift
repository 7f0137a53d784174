/// How unkind the simulated wFirma is, and which answer it gives where the facts leave two open.
public struct WFirmaTemper: Sendable {
    /// No page holds more rows, whatever `limit` asks (wFirma's own maximum is not known).
    public var largestPage = 100
    /// The share of counts that are written as JSON numbers in place of strings.
    public var numberShare = 0.05
    /// How long a notice waits to be sent.
    public var noticeDelay: ClosedRange<Duration> = .milliseconds(5)...(.milliseconds(400))
    /// The share of notices that are sent twice.
    public var repeatedNoticeShare = 0.05
    /// The share of notices that are never sent.
    public var lostNoticeShare = 0.0
    /// How wrong wFirma's clock goes: its `Date` header, `created` and `modified`.
    public var clockSkew: Duration = .zero

    /// Requests a minute for the account; nil = no limit but the faults'.
    public var requestsPerMinute: Int?
    /// HTTP status for wrong keys: 401, or 200 with status code AUTH.
    public var wrongKeysStatus = 401
    /// Releases below zero are taken.
    public var allowsNegativeStock = false
    /// A good that a warehouse never held is listed there with 0.0000; otherwise not at all.
    public var listsGoodsWithoutStock = true
    /// `id` as a condition of a find is honoured; otherwise silently dropped like other unknown filters.
    public var honoursIDCondition = false
    /// `modified` as a condition of a find is honoured; otherwise silently dropped.
    public var honoursModifiedCondition = false

    /// What it does about invoices, and what they do to stock.
    public var invoices = WFirmaInvoiceTemper()

    /// The shape of wFirma's own webhooks.
    public var webhookShape: WebhookShape = .envelope
    /// The envelope, too, carries `webhook_key`.
    public var envelopeCarriesKey = false
    /// `object_id` of the flat shape is the good's id; otherwise the stock row's own.
    public var flatNamesGood = false
    /// An answer that satisfies wFirma resets the count of failures.
    public var successResetsFailures = true
    /// Failures that switch a webhook off.
    public var failuresUntilOff = 10
    /// After how long a failed delivery of wFirma's is tried again; empty = never.
    public var webhookRetries: [Duration] = [.seconds(5), .seconds(60)]
    /// After how long a failed delivery of a relay's is tried again.
    public var relayRetries: [Duration] = [.milliseconds(500), .seconds(1), .seconds(2), .seconds(5), .seconds(10), .seconds(30), .seconds(60)]

    public enum WebhookShape: Sendable {
        /// A find answer with `metainfo` beside it (seen in 2024).
        case envelope
        /// `webhook_key`, `event_type`, `object_id` (seen in 2026).
        case flat
    }

    public init() {}

    /// Notices at once and once, everything as strings.
    public static var calm: WFirmaTemper {
        var temper = WFirmaTemper()
        temper.numberShare = 0
        temper.noticeDelay = .milliseconds(1)...(.milliseconds(1))
        temper.repeatedNoticeShare = 0
        temper.invoices = .calm
        return temper
    }
}
