import Sandbox
import Testing

@Suite("Allegro's commands")
struct AllegroCommandTests {
    private let mug = SandboxOffer(id: "1", name: "Kubek", externalID: "KUB-1", available: 10)

    @Test("a command answers 201 with zeros, shows its task later, and then changes the offer")
    func asynchronous() {
        var temper = AllegroTemper.calm
        temper.commandDelay = .milliseconds(300)...(.milliseconds(300))
        var bench = AllegroBench(temper: temper, offers: [mug])
        let put = bench.quantity(commandID(1), "FIXED", 73, "1")
        #expect(put.status == 201)
        #expect(put.number("taskCount.total") == 0)
        #expect(bench.tasks("quantity-change", commandID(1)) == [])
        bench.wait(.milliseconds(299))
        #expect(bench.allegro.offer(withID: "1")?.available == 10)
        bench.wait(.milliseconds(1))
        #expect(bench.tasks("quantity-change", commandID(1)) == ["SUCCESS"])
        #expect(bench.send("GET", "/sale/offer-quantity-change-commands/\(commandID(1))").number("taskCount.success") == 1)
        #expect(bench.send("GET", "/sale/product-offers/1/parts?include=stock").number("stock.available") == 73)
        #expect(bench.allegro.offer(withID: "1")?.history.map(\.available) == [10, 73])
    }

    @Test(
        "what Allegro refuses at once",
        arguments: [
            ("FIXED", 0, 422, "INCORRECT_QUANTITY_VALUE"), ("FIXED", -1, 422, "INCORRECT_QUANTITY_VALUE"), ("GAIN", 0, 201, nil),
            ("GAIN", -3, 201, nil),
        ] as [(String, Int, Int, String?)])
    func refusals(change: String, value: Int, status: Int, code: String?) {
        var bench = AllegroBench(offers: [mug])
        let reply = bench.quantity(commandID(1), change, value, "1")
        #expect(reply.status == status)
        #expect(reply.errorCode == code)
        if code != nil { #expect(reply.text("errors.0.path") == "modification.value") }
    }

    @Test("GAIN to zero or below is refused by the task or ends the offer, as the temper says", arguments: [-10, -11])
    func gainBelowOne(value: Int) {
        var refusing = AllegroBench(offers: [mug])
        _ = refusing.quantity(commandID(1), "GAIN", value, "1")
        refusing.wait(.seconds(1))
        #expect(refusing.tasks("quantity-change", commandID(1)) == ["FAIL:ATTEMPT_TO_CHANGE_OFFER_QUANTITY_TO_INVALID_VALUE"])
        #expect(refusing.allegro.offer(withID: "1")?.available == 10)

        var temper = AllegroTemper.calm
        temper.gainBelowOne = .endsOffer
        var ending = AllegroBench(temper: temper, offers: [mug])
        _ = ending.quantity(commandID(1), "GAIN", value, "1")
        ending.wait(.seconds(1))
        #expect(ending.tasks("quantity-change", commandID(1)) == ["SUCCESS"])
        #expect(ending.allegro.offer(withID: "1")?.endedBy == .emptyStock)
    }

    @Test("the same id with the same content is a conflict or a report, with other content always a conflict")
    func repeatedID() {
        var bench = AllegroBench(offers: [mug])
        _ = bench.quantity(commandID(1), "GAIN", 1, "1")
        #expect(bench.quantity(commandID(1), "GAIN", 1, "1").status == 409)
        let other = bench.quantity(commandID(1), "GAIN", 2, "1")
        #expect(other.status == 409)
        #expect(other.errorCode == "COMMAND_ALREADY_REGISTERED_WITH_DIFFERENT_CONTENT")
        #expect(bench.allegro.tally.violations == [.commandReuse: 1])
        bench.allegro.temper.repeatedCommand = .report
        #expect(bench.quantity(commandID(1), "GAIN", 1, "1").status == 201)
        bench.wait(.seconds(1))
        #expect(bench.allegro.offer(withID: "1")?.available == 11)
    }

    @Test("an ended offer takes a quantity without waking; ACTIVATE wakes it through ACTIVATING")
    func resume() {
        var bench = AllegroBench(offers: [mug])
        _ = bench.publication(commandID(1), "END", "1")
        bench.wait(.milliseconds(10))
        #expect(bench.allegro.offer(withID: "1")?.endedBy == .user)
        _ = bench.quantity(commandID(2), "FIXED", 4, "1")
        bench.wait(.milliseconds(10))
        #expect(bench.allegro.offer(withID: "1")?.status == .ended)
        _ = bench.publication(commandID(3), "ACTIVATE", "1")
        bench.wait(.milliseconds(10))
        #expect(bench.tasks("publication", commandID(3)) == ["SUCCESS"])
        #expect(bench.send("GET", "/sale/product-offers/1").text("publication.status") == "ACTIVATING")
        bench.wait(.milliseconds(10))
        #expect(bench.send("GET", "/sale/product-offers/1").text("publication.status") == "ACTIVE")
    }

    @Test("ACTIVATE fails with nothing to sell and while an END runs")
    func activateFails() {
        var temper = AllegroTemper.calm
        temper.gainBelowOne = .endsOffer
        var bench = AllegroBench(temper: temper, offers: [mug])
        _ = bench.quantity(commandID(1), "GAIN", -10, "1")
        bench.wait(.seconds(1))
        _ = bench.publication(commandID(2), "ACTIVATE", "1")
        bench.wait(.seconds(1))
        #expect(bench.tasks("publication", commandID(2)) == ["FAIL:ERR_INVALID_QUANTITY"])

        _ = bench.quantity(commandID(3), "FIXED", 1, "1")
        bench.wait(.seconds(1))
        _ = bench.publication(commandID(4), "ACTIVATE", "1")
        bench.wait(.milliseconds(5))
        _ = bench.publication(commandID(5), "END", "1")
        bench.wait(.milliseconds(5))
        #expect(bench.tasks("publication", commandID(4)) == ["FAIL:CHANGE_PUBLICATION_STATUS_ERROR"])
    }

    @Test("each offer of a command has its own task; an unknown one fails alone")
    func manyOffers() {
        var bench = AllegroBench(offers: [mug, SandboxOffer(id: "2", name: "Licytacja", available: 1, format: .auction)])
        _ = bench.quantity(commandID(1), "FIXED", 5, "1", "2", "3")
        bench.wait(.seconds(1))
        #expect(
            bench.tasks("quantity-change", commandID(1)) == ["SUCCESS", "FAIL:EXCEPTION_DURING_OFFER_QUANTITY_UPDATE", "FAIL:OFFER_NOT_FOUND"])
    }

    @Test("the bulk command gives each offer its own value and names its subjects")
    func bulk() {
        var bench = AllegroBench(offers: [mug, SandboxOffer(id: "2", name: "Czajnik", available: 5)])
        let put = bench.send(
            "POST", "/sale/offer-bulk-modification-commands",
            #"{"commandId":"\#(commandID(1))","modifications":[{"offerId":"1","stock":{"changeType":"GAIN","value":-3}},"#
                + #"{"offerId":"2","stock":{"changeType":"FIXED","value":9}}]}"#)
        #expect(put.status == 201)
        bench.wait(.seconds(1))
        let tasks = bench.send("GET", "/sale/offer-bulk-modification-commands/\(commandID(1))/tasks").list("tasks")
        #expect(tasks.compactMap { ($0["subject"] as? [String: Any])?["offerId"] as? String } == ["1", "2"])
        #expect(bench.allegro.offer(withID: "1")?.available == 7)
        #expect(bench.allegro.offer(withID: "2")?.available == 9)
    }

    @Test("a report is forgotten after a week")
    func forgotten() {
        var temper = AllegroTemper.calm
        temper.accessTokenLife = .seconds(100 * 86_400)
        var bench = AllegroBench(temper: temper, offers: [mug])
        _ = bench.quantity(commandID(1), "GAIN", 1, "1")
        bench.wait(.seconds(7 * 86_400 - 1))
        #expect(bench.send("GET", "/sale/offer-quantity-change-commands/\(commandID(1))").status == 200)
        bench.wait(.seconds(1))
        #expect(bench.send("GET", "/sale/offer-quantity-change-commands/\(commandID(1))").errorCode == "COMMAND_NOT_FOUND")
    }
}
