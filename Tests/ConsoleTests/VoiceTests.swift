import CurlClient
import Inventory
import Testing

@testable import Console

@Suite("numbers, times and words for people")
struct VoiceTests {
    private let polish = Voice(language: .polish, now: Timestamp(seconds: 1_795_515_300))
    private let english = Voice(language: .english, now: Timestamp(seconds: 1_795_515_300))

    @Test(
        "Polish counts by three forms",
        arguments: [
            (0, "ofert"), (1, "oferta"), (2, "oferty"), (4, "oferty"), (5, "ofert"), (11, "ofert"), (12, "ofert"), (14, "ofert"), (21, "ofert"),
            (22, "oferty"), (101, "ofert"), (112, "ofert"), (1_234, "oferty"),
        ])
    func plurals(number: Int, form: String) {
        #expect(Noun.offers.form(number, .polish) == form)
        #expect(Noun.offers.form(number, .english) == (number == 1 ? "offer" : "offers"))
    }

    @Test("numbers and money follow the language")
    func numbers() {
        #expect(polish.number(1_234_567) == "1\u{202F}234\u{202F}567")
        #expect(english.number(-1_234) == "−1,234")
        #expect(polish.amount(StockAmount(tenThousandths: -25_000)) == "−2,5")
        #expect(polish.amount(StockAmount(tenThousandths: -2_500)) == "−0,25")
        #expect(polish.money(Money(hundredths: 123_405, currency: "PLN")) == "1\u{202F}234,05\u{A0}zł")
        #expect(english.money(Money(hundredths: -50, currency: "EUR")) == "−EUR\u{A0}0.50")
    }

    @Test("times are Poland's, in summer and in winter")
    func times() throws {
        let winter = try #require(Timestamp(rfc3339: "2026-11-29T13:05:00Z"))
        let summer = try #require(Timestamp(rfc3339: "2026-07-01T22:30:00Z"))
        #expect(polish.moment(winter) == "29.11.2026, 14:05")
        #expect(polish.moment(summer) == "02.07.2026, 00:30")
        #expect(english.moment(winter) == "29\u{A0}Nov\u{A0}2026, 14:05")
    }

    @Test(
        "an age is told in its largest unit",
        arguments: [
            (30, "przed chwilą"), (61, "1 min temu"), (7_300, "2 godz. temu"), (86_400, "1\u{A0}dzień temu"), (3 * 86_400, "3\u{A0}dni temu"),
        ])
    func ages(seconds: Int, told: String) {
        #expect(polish.age(polish.now - .seconds(seconds)) == told)
    }
}
