import Inventory
import Testing

@Suite("How long the limits keep what is to be sent")
struct SendingPaceTests {
    @Test(
        "changes are paced by the minute, what an hour has no room for waits for the next, and many small commands take requests",
        arguments: [
            (0, 0, Duration.zero), (1, 9000, .seconds(60)), (9, 250_000, .milliseconds(1_666_666)), (9, 250_150, .seconds(3601)),
            (9000, 9000, .seconds(120)),
        ])
    func time(commands: Int, changes: Int, expected: Duration) {
        #expect(SendingPace().time(commands: commands, changes: changes) == expected)
    }
}
