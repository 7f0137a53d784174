import Allegro
import CurlClient
import OpenSSLCrypto
import Testing

@Suite("Signing in")
struct SignInTests {
    private let key = ApplicationKey(clientID: "client", clientSecret: Secret("s:ecret"))
    private static let granted = """
        {"access_token":"access-2","token_type":"bearer","refresh_token":"refresh-2","expires_in":43199,
         "scope":"allegro:api:sale:offers:read allegro:api:sale:offers:write","allegro_api":true,"jti":"j"}
        """

    @Test("a device sign-in shows an address and a code")
    func device() async throws {
        let body = """
            {"user_code":"cbt3zdu4g","device_code":"dev-1","expires_in":3600,"interval":5,
             "verification_uri":"https://auth.test/skojarz-aplikacje","verification_uri_complete":"https://auth.test/skojarz-aplikacje?code=cbt3zdu4g"}
            """
        let exchange = ScriptedExchange(.answer(200, body))
        let signIn = try await AllegroClient(exchange).startDeviceSignIn(key).value
        let sent = try #require(await exchange.sent.first)
        #expect(sent.method == "POST")
        #expect(sent.url == "https://auth.test/auth/oauth/device")
        #expect(sent.header("Authorization") == "Basic Y2xpZW50OnM6ZWNyZXQ=")
        #expect(sent.header("Content-Type") == "application/x-www-form-urlencoded")
        #expect(sent.header("User-Agent") == "Sklep Kubki/1.0 (+https://example.pl)")
        #expect(sent.bodyText == "client_id=client")
        #expect(signIn.userCode == "cbt3zdu4g")
        #expect(signIn.address == "https://auth.test/skojarz-aplikacje")
        #expect(signIn.completeAddress == "https://auth.test/skojarz-aplikacje?code=cbt3zdu4g")
        #expect(signIn.deviceCode == Secret("dev-1"))
        #expect(signIn.expiresIn == .seconds(3600))
        #expect(signIn.interval == .seconds(5))
    }

    @Test(
        "until the seller agrees, the answer says what to do",
        arguments: [
            ("authorization_pending", DeviceAnswer.pending), ("slow_down", .slowDown), ("access_denied", .denied), ("expired_token", .expired),
            ("Invalid device code", .expired),
        ])
    func waiting(_ code: String, _ outcome: DeviceAnswer) async throws {
        let exchange = ScriptedExchange(.answer(400, #"{"error":"\#(code)","error_description":"…"}"#))
        #expect(try await AllegroClient(exchange).deviceToken(Secret("dev-1"), key).value == outcome)
        #expect(
            await exchange.sent.first?.bodyText == "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=dev-1")
    }

    @Test("once the seller agrees, there is a pair of tokens")
    func agreed() async throws {
        let answer = try await AllegroClient(ScriptedExchange(.answer(200, Self.granted))).deviceToken(Secret("dev-1"), key).value
        guard case .granted(let pair) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(pair.access == Secret("access-2"))
        #expect(pair.refresh == Secret("refresh-2"))
        #expect(pair.expiresIn == .seconds(43_199))
        #expect(pair.scopes == ["allegro:api:sale:offers:read", "allegro:api:sale:offers:write"])
        #expect(!"\(pair)".contains("access-2") && !"\(pair)".contains("refresh-2"))
    }

    @Test("a refresh sends its token in the body, never in the address")
    func refresh() async throws {
        let exchange = ScriptedExchange(.answer(200, Self.granted))
        let pair = try await AllegroClient(exchange).refresh(Secret("refresh-1"), key).value
        #expect(pair.refresh == Secret("refresh-2"))
        #expect(await exchange.sent.first?.url == "https://auth.test/auth/oauth/token")
        #expect(await exchange.sent.first?.bodyText == "grant_type=refresh_token&refresh_token=refresh-1")
    }

    @Test(
        "a refresh token that is used up means signing in anew",
        arguments: [(400, "invalid_grant"), (400, "invalid_client"), (401, "invalid_client")])
    func usedUp(_ status: Int, _ code: String) async throws {
        let exchange = ScriptedExchange(.answer(status, #"{"error":"\#(code)","error_description":"Invalid refresh token"}"#))
        let expected = AllegroError.unauthorised(AllegroFault(code: code, message: "Invalid refresh token"), traceID: "trace-1")
        await #expect(throws: expected) { try await AllegroClient(exchange).refresh(Secret("refresh-1"), key) }
        #expect(!expected.isWorthRetrying)
    }

    @Test("the account behind a token is named")
    func me() async throws {
        let exchange = ScriptedExchange(.answer(200, #"{"id":"4411","login":"kubki","email":"x@y.test","baseMarketplace":{"id":"allegro-pl"}}"#))
        let seller = try await AllegroClient(exchange).me(token: accessToken).value
        #expect(seller.id == "4411")
        #expect(seller.login == "kubki")
        #expect(seller.baseMarketplace == "allegro-pl")
        #expect(await exchange.sent.first?.url == "https://api.test/me")
    }
}
