import Allegro
import CurlClient
import Inventory
import OpenSSLCrypto
import WFirma

/// What the clients make of answers: the first byte chooses the status, the second the call, the rest is the body.
enum Answers {
    private struct Told: Exchange {
        var answer: ExchangeAnswer
        func send(_ request: ExchangeRequest) async throws(ExchangeError) -> ExchangeAnswer { answer }
    }

    private static let statuses = [200, 201, 202, 204, 303, 400, 401, 403, 404, 409, 415, 422, 429, 500, 503]
    private static let token = Secret("token")

    private static func split(_ input: [UInt8]) -> (exchange: Told, call: Int)? {
        guard input.count >= 2 else { return nil }
        let headers = [(name: "location", value: "/sale/offers/1/operations/2"), (name: "date", value: "Sun, 29 Nov 2026 12:00:00 GMT")]
        let answer = ExchangeAnswer(status: statuses[Int(input[0]) % statuses.count], headers: headers, body: Array(input.dropFirst(2)))
        return (Told(answer: answer), Int(input[1]))
    }

    static func wfirma(_ input: [UInt8]) async {
        guard let (exchange, call) = split(input) else { return }
        let client = WFirmaClient(
            exchange: exchange, endpoint: WFirmaEndpoint(companyID: "1", accessKey: token, secretKey: token, appKey: token))
        switch call % 10 {
        case 0: _ = try? await client.company()
        case 1: _ = try? await client.warehouses()
        case 2: _ = try? await client.goods(in: WarehouseID("1"))
        case 3: _ = try? await client.good(ProductID("1"), in: WarehouseID("1"))
        case 4: _ = try? await client.documents(DocumentQuery())
        case 5: _ = try? await client.contractors(nip: "5260250274")
        case 6: _ = try? await client.invoices(externalID: "1")
        case 7: _ = try? await client.invoice("1")
        case 8: _ = try? await client.vatCodes()
        default: _ = try? await client.goodOnDocument(ProductID("1"))
        }
    }

    static func allegro(_ input: [UInt8]) async {
        guard let (exchange, call) = split(input) else { return }
        let client = AllegroClient(exchange: exchange, endpoint: AllegroEndpoint(application: "Fuzz/1"))
        let key = ApplicationKey(clientID: "1", clientSecret: token)
        let command = CommandID("6f3e5cd6-0000-4000-8000-000000000001")
        switch call % 12 {
        case 0: _ = try? await client.offers(OfferPageRequest(), token: token)
        case 1: _ = try? await client.offer(OfferID("1"), token: token)
        case 2: _ = try? await client.stock(of: OfferID("1"), token: token)
        case 3: _ = try? await client.register(QuantityCommand(id: command, change: .gain(1), offers: [OfferID("1")]), token: token)
        case 4: _ = try? await client.report(on: command, .publication, token: token)
        case 5: _ = try? await client.tasks(of: command, .quantity, token: token)
        case 6: _ = try? await client.invoices(of: OrderID("1"), token: token)
        case 7: _ = try? await client.latestOrderEvent(token: token)
        case 8: _ = try? await client.order(OrderID("1"), token: token)
        case 9: _ = try? await client.startDeviceSignIn(key)
        case 10: _ = try? await client.deviceToken(token, key)
        default: _ = try? await client.me(token: token)
        }
    }
}
