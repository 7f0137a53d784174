import NIOCore
import Testing

@testable import NIOOpenSSL

@Suite("Ticket keys change with time")
struct TicketKeyRingTests {
    let start = NIODeadline.uptimeNanoseconds(1)

    @Test("one key seals for an hour, then another")
    func rotation() {
        var ring = TicketKeyRing()
        let first = ring.sealing(at: start)
        #expect(ring.sealing(at: start + .minutes(59)) == first)
        #expect(ring.sealing(at: start + .minutes(60)) != first)
    }

    @Test("a ticket opens for at least an hour and less than two after it was sealed, and an old one is renewed")
    func opening() {
        var ring = TicketKeyRing()
        let first = ring.sealing(at: start)
        #expect(ring.opening(first.name, at: start + .minutes(59))?.isOutdated == false)
        let second = ring.sealing(at: start + .minutes(61))
        #expect(ring.opening(first.name, at: start + .minutes(119))?.isOutdated == true)
        #expect(ring.opening(first.name, at: start + .minutes(120)) == nil)
        #expect(ring.opening(second.name, at: start + .minutes(120))?.key == second)
        _ = ring.sealing(at: start + .minutes(122))
        #expect(ring.opening(first.name, at: start + .minutes(122)) == nil)
        #expect(ring.opening([], at: start) == nil)
    }
}
