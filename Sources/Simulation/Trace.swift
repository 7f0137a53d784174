import Inventory
import NIOConcurrencyHelpers

/// What happened, in order: its digest tells whether two runs of a seed were the same, byte for byte; its lines are kept where somebody wants to
/// read them.
public final class Trace: Sendable {
    private struct State {
        // FNV-1a.
        var digest: UInt64 = 0xCBF2_9CE4_8422_2325
        var lines: [String] = []
        var events = 0

        mutating func mix(_ bytes: some Sequence<UInt8>) {
            for byte in bytes { digest = (digest ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        }
    }

    private let state = NIOLockedValueBox(State())
    private let keepsLines: Bool

    init(keepsLines: Bool) { self.keepsLines = keepsLines }

    /// Of everything noted so far.
    public var digest: UInt64 { state.withLockedValue { $0.digest } }
    /// Happenings, notices, and steps of services that did something.
    public var events: Int { state.withLockedValue { $0.events } }
    public var lines: [String] { state.withLockedValue { $0.lines } }

    /// Notes an event.
    func count(at moment: Timestamp, _ what: String) {
        state.withLockedValue { $0.events += 1 }
        note(at: moment, what)
    }

    /// Notes what an exchange or a delivery said; its bytes go into the digest, their number into the line.
    func note(at moment: Timestamp, _ what: String, _ body: [UInt8] = [], _ outcome: String = "", _ answer: [UInt8] = []) {
        state.withLockedValue { state in
            state.mix(String(moment.microseconds).utf8)
            state.mix(what.utf8)
            state.mix(body)
            state.mix(outcome.utf8)
            state.mix(answer)
            guard keepsLines else { return }
            state.lines.append("\(moment) \(what)\(Self.text(body)) \(outcome)\(Self.text(answer))")
        }
    }

    private static func text(_ body: [UInt8]) -> String {
        body.isEmpty || body.starts(with: Array("%PDF".utf8)) ? "" : " " + String(decoding: body.prefix(1500), as: UTF8.self)
    }
}
