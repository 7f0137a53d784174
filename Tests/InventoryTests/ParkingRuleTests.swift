import Inventory
import Testing

@Suite("Which readings wait for documents (R7)")
struct ParkingRuleTests {
    private func verdict(
        fall: Double, reserved: Int = 3, readFrom: Double = 100, expected: Double? = nil, _ parking: Parking? = nil, at moment: Double = 100
    ) -> Outcome {
        let question = Parking.Question(
            fall: pieces(fall), reserved: reserved, readFrom: at(readFrom), releaseExpectedUntil: expected.map { at($0) })
        let answer = Parking.verdict(on: question, parking: parking, limit: .seconds(10), at: at(moment))
        return Outcome(answer.verdict, answer.parking)
    }

    private struct Outcome: Equatable {
        var verdict: Parking.Verdict
        var parking: Parking?

        init(_ verdict: Parking.Verdict, _ parking: Parking?) { (self.verdict, self.parking) = (verdict, parking) }
    }

    @Test("no fall, or one of what nobody holds, counts", arguments: [(0.0, 3), (-2, 3), (2, 0)])
    func counts(_ fall: Double, _ reserved: Int) {
        #expect(verdict(fall: fall, reserved: reserved) == Outcome(.counts, nil))
    }

    @Test("a fall of no more than orders hold waits until documents were asked for after it, for a bounded time")
    func waits() {
        let parked = Parking(until: at(110))
        #expect(verdict(fall: 3) == Outcome(.waits(until: at(110)), parked))
        #expect(verdict(fall: 2, readFrom: 104, parked, at: 105) == Outcome(.waits(until: at(110)), parked))
        let answered = Parking(until: at(110), fetchedAt: at(103))
        #expect(verdict(fall: 2, readFrom: 102, answered, at: 105) == Outcome(.waits(until: at(110)), answered))
        #expect(verdict(fall: 2, readFrom: 104, answered, at: 105) == Outcome(.counts, nil))
        #expect(verdict(fall: 2, readFrom: 109, parked, at: 110) == Outcome(.counts, nil))
    }

    @Test("while a release of ours is awaited it waits longer, answered or not")
    func expected() {
        #expect(verdict(fall: 2, expected: 160) == Outcome(.waits(until: at(160)), Parking(until: at(160))))
        let answered = Parking(until: at(160), fetchedAt: at(103))
        #expect(verdict(fall: 2, readFrom: 104, expected: 160, answered, at: 105) == Outcome(.waits(until: at(160)), answered))
        #expect(verdict(fall: 2, readFrom: 104, expected: 104, answered, at: 105) == Outcome(.counts, nil))
    }

    @Test("a larger fall counts at once, and the documents are fetched all the same")
    func larger() {
        #expect(verdict(fall: 4) == Outcome(.countsWhileFetching, Parking(until: at(110))))
    }
}
