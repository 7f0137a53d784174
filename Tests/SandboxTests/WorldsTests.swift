import Testing

@testable import Sandbox

@Suite("Several worlds in one sandbox")
struct WorldsTests {
    private let cups = Self.world()
    private let lamps = Self.world()

    private static func world() -> SandboxWorld { SandboxWorld(seed: 1, allegro: .calm, wfirma: .calm) { SandboxInstant(microseconds: 0) } }

    @Test("each is found below its own path, with the rest of the target as its own")
    func found() throws {
        let worlds = SandboxWorlds.named(["cups": cups, "lamps": lamps])
        let offers = try #require(worlds.find("/worlds/cups/sale/offers?limit=1&name=a%2Fb"))
        #expect(offers.world === cups && offers.target == "/sale/offers?limit=1&name=a%2Fb")
        #expect(try #require(worlds.find("/worlds/lamps/")).world === lamps)
        #expect(worlds.find("/worlds/hats/sale/offers") == nil)
        #expect(worlds.find("/sale/offers") == nil)
    }

    @Test("the only one has every path")
    func only() throws {
        let found = try #require(SandboxWorlds.only(cups).find("/sale/offers?limit=1"))
        #expect(found.world === cups && found.target == "/sale/offers?limit=1")
    }
}
