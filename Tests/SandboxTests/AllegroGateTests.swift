import Foundation
import Sandbox
import Testing

@Suite("Allegro's gate")
struct AllegroGateTests {
    @Test(
        "who does not name the application, speak its media type or show a token is refused",
        arguments: [
            (["user-agent": "curl/7.88.1"], 403, .userAgent), (["user-agent": "Stockgate/1.0"], 403, .userAgent),
            (["accept": "application/json"], 406, .mediaType), (["authorization": "Bearer stale"], 401, .unauthorised),
        ] as [([String: String], Int, AllegroTally.Violation)])
    func refused(headers: [String: String], status: Int, violation: AllegroTally.Violation) {
        var bench = AllegroBench()
        let reply = bench.send("GET", "/me", headers: headers)
        #expect(reply.status == status)
        #expect(bench.allegro.tally.violations == [violation: 1])
        #expect(reply.header("trace-id")?.count == 36)
    }

    @Test("no minute holds more requests than the limit, and calling on lengthens the refusal")
    func requestLimit() {
        var temper = AllegroTemper.calm
        temper.requestsPerMinute = 5
        var bench = AllegroBench(temper: temper)
        #expect((0..<5).allSatisfy { _ in bench.send("GET", "/me").status == 200 })
        let refusal = bench.send("GET", "/me")
        #expect(refusal.status == 429)
        #expect(refusal.header("retry-after") == "1")
        #expect(bench.send("GET", "/me").status == 429)
        #expect(bench.allegro.tally.violations == [.requestLimit: 1, .calledOn: 1])
        bench.wait(.seconds(60))
        #expect(bench.send("GET", "/me").status == 200)
    }

    @Test("changes of offers have a limit of their own, those of each kind of command; a refused command is not registered")
    func changeLimit() {
        var temper = AllegroTemper.calm
        temper.changesPerMinute = 2
        temper.tellsRetryAfter = false
        var bench = AllegroBench(temper: temper, offers: [SandboxOffer(id: "1", name: "Kubek", available: 10)])
        #expect(bench.quantity(commandID(1), "GAIN", 1, "1", "1").status == 201)
        #expect(bench.publication(commandID(1), "END", "1").status == 201)
        let refusal = bench.quantity(commandID(2), "GAIN", 1, "1")
        #expect(refusal.status == 429)
        #expect(refusal.header("retry-after") == nil)
        #expect(bench.send("GET", "/sale/offer-quantity-change-commands/\(commandID(2))").status == 404)
    }

    private func basic(_ secret: String = "sandbox-secret") -> [String: String] {
        ["authorization": "Basic \(Data("sandbox-client:\(secret)".utf8).base64EncodedString())", "user-agent": "any"]
    }

    @Test("the device flow: pending, too fast, confirmed once, and its tokens work")
    func deviceFlow() throws {
        var bench = AllegroBench()
        #expect(bench.send("POST", "/auth/oauth/device?client_id=sandbox-client", headers: basic("wrong")).status == 401)
        let device = bench.send("POST", "/auth/oauth/device?client_id=sandbox-client", headers: basic())
        let code = try #require(device.text("device_code"))
        let ask = "/auth/oauth/token?grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=\(code)"
        #expect(bench.send("POST", ask, headers: basic()).text("error") == "authorization_pending")
        #expect(bench.send("POST", ask, headers: basic()).text("error") == "slow_down")
        bench.wait(.seconds(5))
        let userCode = try #require(device.text("user_code"))
        #expect(bench.allegro.confirmDevice(userCode) == true)
        let tokens = bench.send("POST", ask, headers: basic())
        #expect(tokens.status == 200)
        let access = try #require(tokens.text("access_token"))
        #expect(bench.send("GET", "/me", headers: ["authorization": "Bearer \(access)"]).text("login") == "sklep-kubki")
        bench.wait(.seconds(12 * 3600))
        #expect(bench.send("GET", "/me", headers: ["authorization": "Bearer \(access)"]).status == 401)
    }

    @Test("a person may refuse, or let the code expire")
    func deviceRefused() throws {
        var bench = AllegroBench()
        for (isDenied, error) in [(true, "access_denied"), (false, "expired_token")] {
            let device = bench.send("POST", "/auth/oauth/device", "client_id=sandbox-client", headers: basic())
            let code = try #require(device.text("device_code"))
            if isDenied { _ = bench.allegro.denyDevice(try #require(device.text("user_code"))) } else { bench.wait(.seconds(3601)) }
            let ask = "grant_type=urn:ietf:params:oauth:grant-type:device_code&device_code=\(code)"
            #expect(bench.send("POST", "/auth/oauth/token", ask, headers: basic()).text("error") == error)
        }
    }

    @Test("a refresh token works once, unless the temper forgives")
    func refresh() {
        var bench = AllegroBench()
        let first = bench.allegro.issueTokens().refresh
        func ask(_ bench: inout AllegroBench) -> SandboxReply {
            bench.send("POST", "/auth/oauth/token", "grant_type=refresh_token&refresh_token=\(first)", headers: basic())
        }
        #expect(ask(&bench).status == 200)
        let again = ask(&bench)
        #expect(again.status == 400)
        #expect(again.text("error") == "invalid_grant")
        bench.allegro.temper.forgivesRefreshReuse = true
        #expect(ask(&bench).status == 200)
    }
}
