import Foundation
import Gateway
import Testing

@testable import stockgate

/// Many merchants of one process begin a few at a time.
@Suite("The turns in which merchants begin")
struct MerchantStartsTests {
    @Test("as many as there are turns begin at once; the next one when one of them has begun, and one that is cancelled before takes none")
    func turns() async throws {
        let starts = MerchantStarts()
        for _ in 0..<MerchantStarts.atOnce { #expect(await starts.enter()) }
        let (cancelled, waiting) = (Task { await starts.enter() }, Task { await starts.enter() })
        cancelled.cancel()
        #expect(await !cancelled.value)
        let begun = Wake()
        async let _ = starts.giveOn(after: begun)
        begun.signal()
        #expect(await waiting.value)
    }

    @Test("a turn is given on after a while though its merchant has not begun: its sides may not answer")
    func patience() async throws {
        let starts = MerchantStarts()
        for _ in 0..<MerchantStarts.atOnce { _ = await starts.enter() }
        await starts.giveOn(after: Wake())
        #expect(await starts.enter())
    }
}
