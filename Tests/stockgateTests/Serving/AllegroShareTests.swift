import Testing

@testable import stockgate

@Suite("What merchants share at Allegro")
struct AllegroShareTests {
    private static func merchant(_ name: String, _ accounts: (clientID: String, requestsPerMinute: Int)...) -> NamedMerchant {
        var merchant = NamedMerchant()
        merchant.name = name
        merchant.configuration.allegro = accounts.map { clientID, requestsPerMinute in
            var account = AllegroAccount()
            (account.clientID, account.requestsPerMinute) = (clientID, requestsPerMinute)
            return account
        }
        return merchant
    }

    private static func configuration(_ database: String) -> GatewayConfiguration {
        var configuration = GatewayConfiguration()
        configuration.database = database
        configuration.merchants = [
            merchant("one", ("agency", 9000), ("own", 9000), ("own", 600)), merchant("two", ("agency", 3000)), merchant("three", ("other", 60)),
        ]
        return configuration
    }

    @Test("a client id is shared where several merchants use it, within the smallest limit that any of them names")
    func shared() {
        #expect(Self.configuration("/tmp/stockgate.db").sharedClientIDs == ["agency": 3000])
        #expect(GatewayConfiguration().sharedClientIDs.isEmpty)
    }

    @Test("only gateways of one database borrow from each other")
    func services() {
        #expect(AllegroShare(Self.configuration("postgres://db.example.pl/stockgate")).services.count == 1)
        #expect(AllegroShare(Self.configuration("/tmp/stockgate.db")).services.isEmpty)
    }
}
