import Inventory
import Testing
import WFirma

@Suite("wFirma's times")
struct WFirmaTimeTests {
    @Test(
        "a time without a zone is Polish time, winter and summer",
        arguments: [
            ("2026-11-24 10:15:00", "2026-11-24T09:15:00.000Z"),
            ("2026-07-01 10:15:00", "2026-07-01T08:15:00.000Z"),
            ("2026-03-29 01:59:59", "2026-03-29T00:59:59.000Z"),
            ("2026-03-29 03:00:00", "2026-03-29T01:00:00.000Z"),
            ("2026-10-25 03:00:00", "2026-10-25T02:00:00.000Z"),
            ("2026-11-24", "2026-11-23T23:00:00.000Z"),
        ])
    func polishTime(_ text: String, _ utc: String) {
        #expect(WFirmaTime.moment(text)?.description == utc)
        #expect(WFirmaTime.certainMoment(text)?.description == utc)
    }

    @Test("the hour that autumn repeats is read as the earlier, and is not certain")
    func repeatedHour() {
        #expect(WFirmaTime.moment("2026-10-25 02:30:00")?.description == "2026-10-25T00:30:00.000Z")
        #expect(WFirmaTime.certainMoment("2026-10-25 02:30:00") == nil)
        #expect(WFirmaTime.certainMoment("2026-10-25 01:59:59") != nil)
    }

    @Test("what is no time is nil", arguments: ["", "0000-00-00 00:00:00", "2026-02-30 10:00:00", "24.11.2026", "2026-11-24 10:15"])
    func noTime(_ text: String) {
        #expect(WFirmaTime.moment(text) == nil)
    }

    @Test("a moment is written as wFirma writes it and read back")
    func roundTrip() throws {
        for text in ["2026-11-24 00:15:00", "2026-07-01 23:59:59"] {
            let moment = try #require(WFirmaTime.moment(text))
            #expect(WFirmaTime.text(of: moment) == text)
            #expect(WFirmaTime.date(of: moment) == text.prefix(10))
        }
    }
}
