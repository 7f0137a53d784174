import Inventory
import Testing

@Suite("Whether a reading waits for the documents that may explain it")
struct ParkingRuleTests {
    private static func at(_ seconds: Int64) -> Timestamp { Timestamp(seconds: 1000 + seconds) }

    private static func decide(
        fall: Int, reserved: Int = 5, expected: Int64? = nil, waiting parking: Parking? = nil, readFrom: Int64 = 0, at now: Int64 = 0
    ) -> Parking.Decision {
        Parking.decide(
            Parking.Facts(
                fall: StockAmount(pieces: fall), reserved: reserved, releaseExpected: expected.map(at), readFrom: at(readFrom)),
            waiting: parking, limit: .seconds(10), at: at(now))
    }

    @Test("a fall of what is reserved, or less, waits as long as documents may take; a larger one, a rise and one without a reservation count")
    func first() {
        #expect(Self.decide(fall: 2) == .waits(Parking(until: Self.at(10))))
        #expect(Self.decide(fall: 5) == .waits(Parking(until: Self.at(10))))
        #expect(Self.decide(fall: 6) == .counts)
        #expect(Self.decide(fall: 0) == .counts)
        #expect(Self.decide(fall: -3) == .counts)
        #expect(Self.decide(fall: 2, reserved: 0) == .counts)
    }

    @Test("it waits for the release of an invoice of ours as long as that is awaited, and no longer")
    func expected() {
        #expect(Self.decide(fall: 2, expected: 60) == .waits(Parking(until: Self.at(60))))
        #expect(Self.decide(fall: 2, expected: 4) == .waits(Parking(until: Self.at(10))))
        let answered = Parking(until: Self.at(60), fetchedAt: Self.at(3))
        #expect(Self.decide(fall: 2, expected: 60, waiting: answered, readFrom: 5, at: 6) == .waits(answered))
        #expect(Self.decide(fall: 2, waiting: answered, readFrom: 5, at: 6) == .counts)
        #expect(Self.decide(fall: 2, expected: 90, waiting: answered, readFrom: 59, at: 60) == .counts)
    }

    @Test("a reading begun after the documents were fetched counts; one begun before still waits; at the bound every one counts")
    func waiting() {
        let unanswered = Parking(until: Self.at(10))
        let answered = Parking(until: Self.at(10), fetchedAt: Self.at(3))
        #expect(Self.decide(fall: 2, waiting: unanswered, readFrom: 5, at: 6) == .waits(unanswered))
        #expect(Self.decide(fall: 2, waiting: answered, readFrom: 2, at: 6) == .waits(answered))
        #expect(Self.decide(fall: 2, waiting: answered, readFrom: 3, at: 6) == .counts)
        #expect(Self.decide(fall: 2, waiting: unanswered, readFrom: 9, at: 10) == .counts)
    }
}
