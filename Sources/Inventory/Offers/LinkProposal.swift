/// Which product an offer probably sells: the one whose code, EAN or id the seller wrote on the offer as its own mark (`external.id`).
public struct LinkProposal: Sendable, Equatable {
    /// What of a product equals the mark, in the order in which it is told.
    public enum Match: String, Sendable, Codable, CaseIterable {
        case code, ean, id
    }

    /// Why nothing is proposed.
    public enum Refusal: String, Sendable, Codable, CaseIterable {
        /// The offer carries no mark.
        case noMark = "no_external_id"
        case noProduct = "no_product"
        /// Several products bear it: a person chooses.
        case ambiguous
    }

    /// One product that bears the mark.
    public struct Candidate: Sendable, Hashable {
        public var product: ProductID
        public var match: Match

        public init(product: ProductID, match: Match) {
            self.product = product
            self.match = match
        }
    }

    public var offer: OfferID
    /// Each product once; more than one is ambiguous.
    public var candidates: [Candidate]
    public var refusal: Refusal?

    /// The product that is proposed.
    public var product: Candidate? { refusal == nil ? candidates.first : nil }

    /// - Parameter found: every product and what of it equals `mark`, in any order.
    public init(offer: OfferID, mark: String?, found: [Candidate]) {
        self.offer = offer
        let order = Match.allCases
        var best: [ProductID: Match] = [:]
        for candidate in found {
            let known = best[candidate.product].flatMap(order.firstIndex) ?? order.count
            if let rank = order.firstIndex(of: candidate.match), rank < known { best[candidate.product] = candidate.match }
        }
        candidates = best.map { Candidate(product: $0.key, match: $0.value) }.sorted { $0.product < $1.product }
        refusal =
            if mark?.allSatisfy(\.isWhitespace) ?? true { .noMark } else if candidates.isEmpty { .noProduct } else if candidates.count > 1 {
                .ambiguous
            } else { nil }
    }
}
