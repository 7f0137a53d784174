import Sandbox
import Testing

@Suite("Allegro's faults")
struct AllegroFaultTests {
    private let mug = SandboxOffer(id: "1", name: "Kubek", available: 10)

    @Test(
        "a fault before the deed leaves the offer alone",
        arguments: [
            (.serverError, 503, .prompt), (.tooManyRequests, 429, .prompt), (.timeOut, 504, .silent), (.reset, 502, .reset),
        ] as [(FaultKind, Int, SandboxReply.Manner)])
    func before(fault: FaultKind, status: Int, manner: SandboxReply.Manner) {
        var bench = AllegroBench(offers: [mug])
        bench.allegro.setFault(fault, FaultTerms(times: 1))
        let reply = bench.quantity(commandID(1), "FIXED", 3, "1")
        #expect(reply.status == status)
        #expect(reply.manner == manner)
        bench.wait(.seconds(1))
        #expect(bench.allegro.offer(withID: "1")?.available == 10)
        #expect(bench.quantity(commandID(1), "FIXED", 3, "1").status == 201)
        #expect(bench.allegro.strikes == [fault: 1])
    }

    @Test("an answer lost after the deed: the command is there when asked again")
    func answerLost() {
        var bench = AllegroBench(offers: [mug])
        bench.allegro.setFault(.answerLost, FaultTerms(times: 1, path: "commands", method: "PUT"))
        #expect(bench.quantity(commandID(1), "FIXED", 3, "1").manner == .reset)
        #expect(bench.quantity(commandID(1), "FIXED", 3, "1").status == 409)
        bench.wait(.seconds(1))
        #expect(bench.allegro.offer(withID: "1")?.available == 3)
    }

    @Test(
        "commands that hang, lie or fail do nothing",
        arguments: [
            (.hangingCommands, "NEW"), (.lyingCommands, "SUCCESS"), (.failingCommands, "FAIL:EXCEPTION_DURING_OFFER_QUANTITY_UPDATE"),
        ] as [(FaultKind, String)])
    func fates(fault: FaultKind, status: String) {
        var bench = AllegroBench(offers: [mug])
        bench.allegro.setFault(fault, FaultTerms(times: 1))
        _ = bench.quantity(commandID(1), "FIXED", 3, "1")
        bench.wait(.seconds(3600))
        #expect(bench.tasks("quantity-change", commandID(1)) == [status])
        #expect(bench.allegro.offer(withID: "1")?.available == 10)
        _ = bench.quantity(commandID(2), "FIXED", 3, "1")
        bench.wait(.seconds(1))
        #expect(bench.allegro.offer(withID: "1")?.available == 3)
    }

    @Test("an activation can hang after its SUCCESS, or end in ERROR")
    func activation() {
        var bench = AllegroBench(offers: [SandboxOffer(id: "1", name: "Kubek", available: 10, status: .ended)])
        bench.allegro.setFault(.hangingActivation, FaultTerms(times: 1))
        _ = bench.publication(commandID(1), "ACTIVATE", "1")
        bench.wait(.seconds(3600))
        #expect(bench.tasks("publication", commandID(1)) == ["SUCCESS"])
        #expect(bench.allegro.offer(withID: "1")?.status == .activating)
        _ = bench.publication(commandID(2), "END", "1")
        bench.wait(.seconds(1))
        bench.allegro.setFault(.activationError, FaultTerms(times: 1))
        _ = bench.publication(commandID(3), "ACTIVATE", "1")
        bench.wait(.seconds(1))
        #expect(bench.allegro.offer(withID: "1")?.endedBy == .error)
    }

    @Test("the list shows what was true half a minute ago while the light form shows the present")
    func staleList() {
        var bench = AllegroBench(offers: [mug])
        bench.wait(.seconds(60))
        _ = bench.allegro.setQuantity(4, ofOffer: "1", at: bench.now)
        bench.allegro.setFault(.staleList, FaultTerms(lasting: .seconds(60)))
        #expect(bench.send("GET", "/sale/offers?offer.id=1").number("offers.0.stock.available") == 10)
        #expect(bench.send("GET", "/sale/product-offers/1/parts?include=stock").number("stock.available") == 4)
        bench.wait(.seconds(31))
        #expect(bench.send("GET", "/sale/offers?offer.id=1").number("offers.0.stock.available") == 4)
    }

    @Test("a fault keeps to its share, its time and its path")
    func terms() {
        var bench = AllegroBench(seed: 7, offers: [mug])
        bench.allegro.setFault(.serverError, FaultTerms(share: 0.5, lasting: .seconds(10), path: "/sale"))
        let failures = (0..<400).count { _ in bench.send("GET", "/sale/offers").status == 503 }
        #expect((150...250).contains(failures))
        #expect(bench.send("GET", "/me").status == 200)
        bench.wait(.seconds(11))
        #expect((0..<20).allSatisfy { _ in bench.send("GET", "/sale/offers").status == 200 })
    }
}
