import Testing
import Yams

@testable import stockgate

@Suite("The fleet of deploy/compose.yaml")
struct ComposeTests {
    private let services: Node

    init() throws {
        services = try #require(try Yams.compose(yaml: ConfigurationExampleTests.text("deploy/compose.yaml"))?["services"])
    }

    private func service(_ name: String) throws -> Node { try #require(services[name]) }

    @Test("both gateways run the image that is built with PostgreSQL, from one configuration, once the database is well")
    func gateways() throws {
        for name in ["gateway-1", "gateway-2"] {
            let gateway = try service(name)
            let ours = try gateway["build"] == nil ? service("gateway-1") : gateway
            #expect(ours["build"]?["args"]?["STOCKGATE_POSTGRES"]?.string == "1")
            #expect(ours["depends_on"]?["database"]?["condition"]?.string == "service_healthy")
        }
        let recipe = try ConfigurationExampleTests.text("Dockerfile")
        for line in ["ARG STOCKGATE_POSTGRES", "${STOCKGATE_POSTGRES:+libpq-dev}", "${STOCKGATE_POSTGRES:+libpq5}"] { #expect(recipe.contains(line)) }
        #expect(try service("database")["healthcheck"]?["test"]?.sequence?.first?.string == "CMD")
    }

    @Test("nothing is published but the webhook ports")
    func ports() throws {
        func published(_ name: String) throws -> [String] { try service(name)["ports"]?.sequence?.compactMap(\.string) ?? [] }
        #expect(try published("gateway-1") == ["8443:8443"])
        #expect(try published("gateway-2") == ["8444:8443"])
        #expect(try published("database") == [])
    }

    @Test("no secret stands in it or in the gateways' configuration, which has no fault")
    func configuration() throws {
        #expect(try service("database")["environment"]?["POSTGRES_PASSWORD"] == nil)
        let folder = try ConfigurationFolder()
        for name in ["key", "mugs.access", "mugs.secret", "app", "allegro.secret"] { try folder.write("a secret of the example", to: name) }
        try folder.write("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", to: "mugs.whsec")
        let text = try ConfigurationExampleTests.text("deploy/gateway.yaml").replacing("/run/secrets/", with: "")
        let loaded = try folder.read(text)
        #expect(loaded.warnings == [])
        let merchant = try #require(loaded.configuration.byMerchant.first)
        #expect(merchant.database.hasPrefix("postgres://stockgate@database/stockgate?passfile=pgpass"))
        #expect(merchant.publicListener.listen.port == 8443)
        #expect(merchant.fleet.lease == .seconds(10))
    }
}
