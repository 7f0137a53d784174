import Inventory
import Testing

@Suite("Moments as text")
struct TimestampTextTests {
    @Test(
        "RFC 3339 is read in any zone",
        arguments: [
            ("2026-11-24T09:15:00.123Z", "2026-11-24T09:15:00.123Z"),
            ("2026-11-24T10:15:00+01:00", "2026-11-24T09:15:00.000Z"),
            ("2026-11-24T04:45:00.5-04:30", "2026-11-24T09:15:00.500Z"),
            ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z"),
            ("2000-02-29T23:59:60Z", "2000-03-01T00:00:00.000Z"),
            ("2026-11-24T09:15:00.123456789Z", "2026-11-24T09:15:00.123Z"),
        ])
    func rfc3339(_ text: String, _ utc: String) {
        #expect(Timestamp(rfc3339: text)?.description == utc)
    }

    @Test(
        "what is no RFC 3339 is refused",
        arguments: [
            "", "2026-11-24", "2026-11-24T09:15:00", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-11-24T24:00:00Z",
            "2026-11-24T09:15:00.Z", "2026-11-24T09:15:00Z!", "2026-11-24T09:15:00+1:00",
        ])
    func notRFC3339(_ text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test("an HTTP date is read; another form is refused")
    func httpDate() {
        #expect(Timestamp(httpDate: "Tue, 24 Nov 2026 09:15:00 GMT")?.description == "2026-11-24T09:15:00.000Z")
        #expect(Timestamp(httpDate: "Tuesday, 24-Nov-26 09:15:00 GMT") == nil)
        #expect(Timestamp(httpDate: "Tue, 24 Nov 2026 09:15:00 CET") == nil)
    }

    @Test("every day from 1971 to 2100 is written and read back")
    func everyDay() {
        for day in Int64(365)..<Int64(47_846) {
            let moment = Timestamp(seconds: day * 86_400 + 43_261)
            #expect(Timestamp(rfc3339: moment.description) == moment)
        }
    }
}
