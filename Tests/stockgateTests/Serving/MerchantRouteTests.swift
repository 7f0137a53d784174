import Testing

@testable import stockgate

@Suite("Paths of several merchants")
struct MerchantRouteTests {
    private static let routes: [(String, MerchantRoute)] = [
        ("/", .door), ("/m", .door), ("/m/", .door), ("/language", .door), ("/assets/console.css", .door),
        ("/livez", .probe), ("/readyz", .probe), ("/metrics", .probe), ("/metrics/x", .nothing),
        ("/m/kubki", .merchant("kubki", rest: "")), ("/m/kubki/", .merchant("kubki", rest: "/")),
        ("/m/kubki/offers/77", .merchant("kubki", rest: "/offers/77")), ("/m/kubki/api/v1/offers", .merchant("kubki", rest: "/api/v1/offers")),
        ("/m/kubki/readyz", .merchant("kubki", rest: "/readyz")),
        // The process's figures tell of all merchants.
        ("/m/kubki/metrics", .nothing), ("/m/kubki/livez", .nothing),
        ("/api/v1/offers", .nothing), ("/offers", .nothing), ("/mm/kubki/", .nothing),
    ]

    @Test("a path is one merchant's, the process's or nobody's", arguments: routes)
    func route(_ path: String, _ expected: MerchantRoute) { #expect(MerchantRoute(path) == expected) }
}
