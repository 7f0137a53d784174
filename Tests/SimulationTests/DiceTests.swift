import Simulation
import Testing

@Suite("Chance from a seed")
struct DiceTests {
    @Test("the same seed gives the same throws, another purpose others")
    func sameThrows() {
        var (one, same, other) = (Dice(seed: 7, for: 1), Dice(seed: 7, for: 1), Dice(seed: 7, for: 2))
        let throwsOfOne = (0..<20).map { _ in one.int(1...6) }
        #expect(throwsOfOne == (0..<20).map { _ in same.int(1...6) })
        #expect(throwsOfOne != (0..<20).map { _ in other.int(1...6) })
        #expect(throwsOfOne.allSatisfy { (1...6).contains($0) })
    }
}
