/// An invoice attached to an order on the simulated Allegro: declared first, its file after it, then scanned.
public struct SandboxOrderInvoice: Sendable, Equatable {
    public let id: String
    public let number: String?
    public let fileName: String
    public let createdAt: SandboxInstant
    public internal(set) var file: File?

    public struct File: Sendable, Equatable {
        public let bytes: [UInt8]
        public let uploadedAt: SandboxInstant
        public internal(set) var verification = Verification.waiting
        public internal(set) var verifiedAt: SandboxInstant?
    }

    public enum Verification: String, Sendable {
        case waiting = "WAITING"
        case accepted = "ACCEPTED"
        case rejected = "REJECTED"
    }

    /// A scan found nothing: the buyer sees the document.
    public var isAccepted: Bool { file?.verification == .accepted }
}

/// How the simulated Allegro behaves about invoices where the facts leave it open.
public struct AllegroInvoiceTemper: Sendable {
    /// How long a file's scan takes.
    public var scanDelay: ClosedRange<Duration> = .milliseconds(100)...(.seconds(3))
    /// The share of uploads at which a burst of refusals begins (422, a scan is running), even at a first file.
    public var burstShare = 0.1
    /// How long such a burst lasts.
    public var burstLength: Duration = .milliseconds(1500)
    /// Declaring a second invoice sooner after the first one, for the same order, is too fast (429).
    public var pause: Duration = .milliseconds(200)
    /// Declaring an invoice for an order that has one: taken; otherwise 409.
    public var allowsSeveral = true
    /// An invoice that the buyer did not ask for is gone once it was scanned (thread 12291).
    public var losesUnwanted = false

    public init() {}

    /// Scans at once, no bursts.
    public static var calm: AllegroInvoiceTemper {
        var temper = AllegroInvoiceTemper()
        temper.scanDelay = .milliseconds(10)...(.milliseconds(10))
        temper.burstShare = 0
        temper.pause = .zero
        return temper
    }
}
