import Inventory
import Testing

@Suite("Proposals for links")
struct LinkProposalTests {
    typealias Row = (mark: String?, found: [LinkProposal.Candidate], product: ProductID?, match: LinkProposal.Match?, refusal: LinkProposal.Refusal?)

    @Test(
        "a product is proposed when it alone bears the offer's mark as code, EAN or id",
        arguments: [
            ("KUB-1", [.init(product: "501", match: .code)], "501", .code, nil),
            ("5901234123457", [.init(product: "501", match: .ean)], "501", .ean, nil),
            ("501", [.init(product: "501", match: .id)], "501", .id, nil),
            // One product in two ways is one product.
            ("501", [.init(product: "501", match: .id), .init(product: "501", match: .code)], "501", .code, nil),
            ("501", [.init(product: "501", match: .id), .init(product: "777", match: .code)], nil, nil, .ambiguous),
            ("KUB-1", [.init(product: "501", match: .code), .init(product: "502", match: .code)], nil, nil, .ambiguous),
            ("KUB-9", [], nil, nil, .noProduct), (nil, [], nil, nil, .noMark), (" ", [], nil, nil, .noMark),
        ] as [Row])
    func proposals(_ row: Row) {
        let proposal = LinkProposal(offer: "1", mark: row.mark, found: row.found)
        #expect(proposal.product?.product == row.product)
        #expect(proposal.product?.match == row.match)
        #expect(proposal.refusal == row.refusal)
    }
}
