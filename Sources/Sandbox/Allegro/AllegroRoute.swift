/// The imitated routes of Allegro's API.
enum AllegroRoute: Sendable, Equatable {
    case device, token
    case me
    case offers
    case offer(String), patchOffer(String), offerParts(String), operation(offer: String, String)
    case putCommand(CommandKind, String), postBulkCommand, command(CommandKind, String), tasks(CommandKind, String)
    case offerEvents, orderEvents, orderEventStats
    case checkoutForms, checkoutForm(String), fulfillment(String)
    case invoices(String), postInvoice(String), invoiceFile(order: String, String), links(String)

    private static let words: Set<Substring> = [
        "auth", "oauth", "device", "token", "me", "sale", "offers", "product-offers", "parts", "operations", "offer-quantity-change-commands",
        "offer-publication-commands", "offer-bulk-modification-commands", "tasks", "offer-events", "order", "events", "event-stats",
        "checkout-forms", "fulfillment", "invoices", "file", "billing-documents", "links",
    ]

    init?(method: String, parts: [Substring]) {
        let pattern = parts.map { Self.words.contains($0) ? $0 : "*" }.joined(separator: "/")
        let ids = parts.filter { !Self.words.contains($0) }.map(String.init)
        switch "\(method) \(pattern)" {
        case "POST auth/oauth/device": self = .device
        case "POST auth/oauth/token": self = .token
        case "GET me": self = .me
        case "GET sale/offers": self = .offers
        case "GET sale/product-offers/*": self = .offer(ids[0])
        case "PATCH sale/product-offers/*": self = .patchOffer(ids[0])
        case "GET sale/product-offers/*/parts": self = .offerParts(ids[0])
        case "GET sale/product-offers/*/operations/*": self = .operation(offer: ids[0], ids[1])
        case "PUT sale/offer-quantity-change-commands/*": self = .putCommand(.quantity, ids[0])
        case "GET sale/offer-quantity-change-commands/*": self = .command(.quantity, ids[0])
        case "GET sale/offer-quantity-change-commands/*/tasks": self = .tasks(.quantity, ids[0])
        case "PUT sale/offer-publication-commands/*": self = .putCommand(.publication, ids[0])
        case "GET sale/offer-publication-commands/*": self = .command(.publication, ids[0])
        case "GET sale/offer-publication-commands/*/tasks": self = .tasks(.publication, ids[0])
        case "POST sale/offer-bulk-modification-commands": self = .postBulkCommand
        case "GET sale/offer-bulk-modification-commands/*": self = .command(.bulk, ids[0])
        case "GET sale/offer-bulk-modification-commands/*/tasks": self = .tasks(.bulk, ids[0])
        case "GET sale/offer-events": self = .offerEvents
        case "GET order/events": self = .orderEvents
        case "GET order/event-stats": self = .orderEventStats
        case "GET order/checkout-forms": self = .checkoutForms
        case "GET order/checkout-forms/*": self = .checkoutForm(ids[0])
        case "PUT order/checkout-forms/*/fulfillment": self = .fulfillment(ids[0])
        case "GET order/checkout-forms/*/invoices": self = .invoices(ids[0])
        case "POST order/checkout-forms/*/invoices": self = .postInvoice(ids[0])
        case "PUT order/checkout-forms/*/invoices/*/file": self = .invoiceFile(order: ids[0], ids[1])
        case "POST order/*/billing-documents/links": self = .links(ids[0])
        default: return nil
        }
    }

    /// The scope that a token must carry; nil for the token paths themselves.
    var scope: String? {
        switch self {
        case .device, .token: nil
        case .me: "allegro:api:profile:read"
        case .offers, .offer, .offerParts, .operation, .offerEvents: "allegro:api:sale:offers:read"
        // A command's report, too, asks for the right to write.
        case .patchOffer, .putCommand, .postBulkCommand, .command, .tasks: "allegro:api:sale:offers:write"
        case .orderEvents, .orderEventStats, .checkoutForms, .checkoutForm, .invoices: "allegro:api:orders:read"
        case .fulfillment, .postInvoice, .invoiceFile, .links: "allegro:api:orders:write"
        }
    }

    /// The media types of a request's body.
    var bodyTypes: [String] {
        if case .invoiceFile = self { ["application/pdf"] } else { mediaTypes }
    }

    /// The media types that the route speaks.
    var mediaTypes: [String] {
        switch self {
        case .postBulkCommand: [AllegroMedia.beta]
        case .command(.bulk, _), .tasks(.bulk, _): [AllegroMedia.published, AllegroMedia.beta]
        default: [AllegroMedia.published]
        }
    }
}
