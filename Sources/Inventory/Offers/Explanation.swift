/// Why an offer shows what it shows (R24): the chain from the stock in each warehouse to the quantity on Allegro, with the cause of each step.
public struct Explanation: Sendable, Equatable {
    /// One link of the chain.
    public struct Step: Sendable, Equatable {
        public enum Name: String, Sendable, Codable, CaseIterable {
            case stock, reserved, buffer, units, cap, brake, command, shown
        }

        public enum Value: Sendable, Equatable {
            /// Pieces with decimals, as wFirma counts.
            case amount(StockAmount)
            /// Whole pieces.
            case pieces(Int)
        }

        public var name: Name
        /// The component that it is about; nil for what concerns the whole offer.
        public var product: ProductID?
        /// Nil where it is not known.
        public var value: Value?
        /// The newest first.
        public var causes: [Cause]

        public init(_ name: Name, of product: ProductID? = nil, _ value: Value?, causes: [Cause] = []) {
            self.name = name
            self.product = product
            self.value = value
            self.causes = causes
        }
    }

    /// What stands behind a step.
    public struct Cause: Sendable, Equatable {
        public enum Kind: String, Sendable, Codable, CaseIterable {
            case document, reading, order, setting, command
            case foreignHand = "foreign_hand"
        }

        public var kind: Kind
        /// The document's, command's or offer's id; the warehouse of a reading.
        public var id: String?
        public var name: String
        public var delta: StockAmount?
        public var at: Timestamp?

        public init(_ kind: Kind, id: String?, name: String, delta: StockAmount? = nil, at: Timestamp? = nil) {
            self.kind = kind
            self.id = id
            self.name = name
            self.delta = delta
            self.at = at
        }
    }

    public var offer: OfferID
    public var target: Int?
    /// The one quantity that Allegro can be showing; nil while that is not known.
    public var shown: Int?
    public var steps: [Step]

    /// Builds the chain.
    ///
    /// - Parameters:
    ///   - availability: of each component of the offer's link.
    ///   - stockCauses: what last changed the stock of each component.
    ///   - orders: the orders that hold pieces of each component.
    ///   - commands: the offer's last commands, the newest first.
    public init(
        _ offer: Offer, availability: (ProductID) -> Availability?, stockCauses: (ProductID) -> [Cause], orders: (ProductID) -> [Cause],
        commands: [Cause]
    ) {
        self.offer = offer.id
        target = offer.link?.target(of: availability)?.quantity
        shown = offer.shown?.exact
        steps = []
        for component in offer.link?.components ?? [] {
            let product = component.product
            let known = availability(product)
            steps.append(Step(.stock, of: product, known?.stock.map(Step.Value.amount), causes: stockCauses(product)))
            steps.append(Step(.reserved, of: product, .pieces(known?.reserved ?? 0), causes: orders(product)))
            steps.append(
                Step(.units, of: product, .pieces(component.units), causes: [Cause(.setting, id: product.text, name: "units of \(product)")]))
        }
        if let link = offer.link {
            steps.append(Step(.buffer, .pieces(link.buffer), causes: link.buffer > 0 ? [Cause(.setting, id: nil, name: "buffer")] : []))
            if let cap = link.cap { steps.append(Step(.cap, .pieces(cap), causes: [Cause(.setting, id: nil, name: "cap")])) }
        }
        if target == 0, let hold = offer.hold, hold.keepsRunning {
            let name = hold == .held ? "the brake holds its end until a person decides" : "a person dropped its end until the stock changes"
            steps.append(Step(.brake, .pieces(1), causes: [Cause(.setting, id: hold.rawValue, name: name)]))
        }
        if let newest = commands.first { steps.append(Step(.command, target.map(Step.Value.pieces), causes: [newest] + commands.dropFirst())) }
        steps.append(Step(.shown, shown.map(Step.Value.pieces), causes: Self.shownCauses(offer)))
    }

    private static func shownCauses(_ offer: Offer) -> [Cause] {
        let reading = offer.readAt.map { Cause(.reading, id: offer.id.text, name: "read on Allegro", at: $0) }
        let hand = offer.endedBy.flatMap { cause -> Cause? in
            switch cause {
            case .gateway, .pause, .soldOut: nil
            case .hand, .expired, .moderation, .detached, .error, .unknown: Cause(.foreignHand, id: offer.id.text, name: "ended: \(cause.rawValue)")
            }
        }
        return [reading, hand, foreignHand(offer)].compactMap { $0 } + wishes(of: offer)
    }

    private static func foreignHand(_ offer: Offer) -> Cause? {
        guard offer.foreignChanges > 0 else { return nil }
        let outcome = offer.isContested ? "no longer raised or resumed" : "repaired"
        return Cause(.foreignHand, id: offer.id.text, name: "changed by somebody else \(offer.foreignChanges) times, \(outcome)", at: offer.foreignAt)
    }

    private static func wishes(of offer: Offer) -> [Cause] {
        let pause = offer.isPaused ? Cause(.setting, id: nil, name: "paused") : nil
        let wish = offer.wish.map { Cause(.setting, id: nil, name: $0 == .end ? "to be ended by hand" : "to be resumed by hand") }
        return [pause, wish].compactMap { $0 }
    }
}
