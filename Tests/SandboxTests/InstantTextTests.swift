import Foundation
import Testing

@testable import Sandbox

/// The sandbox reckons its times itself: they are what Foundation's calendar makes of the same moments.
@Suite("How the sandbox writes times")
struct InstantTextTests {
    /// Moments of many years, and those around leap days, turns of the year and of Poland's clocks.
    private static let moments: [SandboxInstant] = {
        var dice = SandboxDice(seed: 1)
        let turns = [
            1_709_164_800, 1_709_251_200, 1_767_225_600, 1_774_746_000, 1_792_890_000, 1_806_195_600, 1_824_944_400, 1_837_645_200, 4_102_444_800,
        ]
        let around = turns.flatMap { second in [-3601, -3600, -1, 0, 1, 3599, 3600, 7200].map { second + $0 } }
        let others = (0..<2000).map { _ in Int.random(in: 852_076_800..<4_102_444_800, using: &dice) }
        return (around + others).map { SandboxInstant(microseconds: Int64($0) * 1_000_000 + Int64.random(in: 0..<1_000_000, using: &dice)) }
    }()

    private static func date(_ moment: SandboxInstant) -> Date {
        Date(timeIntervalSince1970: (Double(moment.microseconds / 1000) + 0.5) / 1000)
    }

    @Test("Allegro's, to the millisecond, and reads them again")
    func allegro() {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for moment in Self.moments {
            #expect(moment.rfc3339 == Self.date(moment).formatted(style))
            #expect(SandboxInstant(rfc3339: moment.rfc3339)?.microseconds == moment.microseconds / 1000 * 1000)
        }
    }

    @Test("wFirma's, as Warsaw's clocks show them")
    func wfirma() throws {
        let style = Date.ISO8601FormatStyle(timeZone: try #require(TimeZone(identifier: "Europe/Warsaw")))
        let (day, time) = (style.year().month().day(), style.time(includingFractionalSeconds: false))
        // What is known of the zone ends in 2037.
        for moment in Self.moments where moment.microseconds < 2_100_000_000_000_000 {
            let date = Self.date(moment)
            #expect(moment.warsawDate == date.formatted(day))
            #expect(moment.warsawTime == "\(date.formatted(day)) \(date.formatted(time))")
        }
    }

    @Test("HTTP's")
    func http() {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        for moment in Self.moments {
            let parts = calendar.dateComponents([.weekday, .day, .year], from: Self.date(moment))
            #expect(moment.httpDate.hasPrefix("\(days[(parts.weekday ?? 1) - 1]), \((parts.day ?? 0) < 10 ? "0" : "")\(parts.day ?? 0) "))
            #expect(moment.httpDate.hasSuffix(" \(parts.year ?? 0) \(moment.rfc3339.dropFirst(11).prefix(8)) GMT"))
        }
        #expect(SandboxInstant(microseconds: 1_795_511_700_000_000).httpDate == "Tue, 24 Nov 2026 09:15:00 GMT")
    }
}
