import Testing

@testable import NIOOpenSSL

@Suite("The states of a connection, without a socket")
struct TLSConnectionStateTests {
    typealias Event = TLSConnectionState.Event
    typealias Action = TLSConnectionState.Action

    static let stories: [([Event], [Action], TLSConnectionState.State)] = [
        ([.connected], [.shakeHands], .handshaking),
        ([.connected, .handshakeDone], [.shakeHands, .announce], .open),
        ([.connected, .handshakeTimedOut], [.shakeHands, .fail(.handshakeTimedOut)], .closed),
        ([.connected, .failed(reason: "r")], [.shakeHands, .fail(.handshakeFailed(reason: "r"))], .closed),
        ([.connected, .closeNotify], [.shakeHands, .fail(.handshakeAbandoned)], .closed),
        ([.connected, .transportInputEnded], [.shakeHands, .fail(.handshakeAbandoned)], .closed),
        ([.connected, .transportClosed], [.shakeHands, .fail(.handshakeAbandoned)], .closed),
        ([.connected, .close], [.shakeHands, .close], .closed),
        ([.connected, .endOutput], [.shakeHands, .close], .closed),
        ([.close], [.close], .closed),
        ([.transportClosed], [.nothing], .closed),
    ]

    static let openStories: [([Event], [Action], TLSConnectionState.State)] = [
        ([.closeNotify], [.tellInputEnded], .inputEnded),
        ([.closeNotify, .transportInputEnded], [.tellInputEnded, .nothing], .inputEnded),
        ([.closeNotify, .endOutput], [.tellInputEnded, .sayGoodbyeAndClose], .closed),
        ([.closeNotify, .close], [.tellInputEnded, .sayGoodbyeAndClose], .closed),
        ([.closeNotify, .transportClosed], [.tellInputEnded, .nothing], .closed),
        ([.endOutput], [.sayGoodbyeAndEndOutput], .outputEnded),
        ([.endOutput, .endOutput], [.sayGoodbyeAndEndOutput, .nothing], .outputEnded),
        ([.endOutput, .closeNotify], [.sayGoodbyeAndEndOutput, .close], .closed),
        ([.endOutput, .transportInputEnded], [.sayGoodbyeAndEndOutput, .close], .closed),
        ([.endOutput, .closeOverdue], [.sayGoodbyeAndEndOutput, .close], .closed),
        ([.endOutput, .close], [.sayGoodbyeAndEndOutput, .close], .closed),
        ([.endOutput, .transportClosed], [.sayGoodbyeAndEndOutput, .nothing], .closed),
        ([.endOutput, .failed(reason: "r")], [.sayGoodbyeAndEndOutput, .fail(.broken(reason: "r"))], .closed),
        ([.close], [.sayGoodbyeAndClose], .closed),
        ([.close, .close], [.sayGoodbyeAndClose, .close], .closed),
        ([.close, .transportClosed], [.sayGoodbyeAndClose, .nothing], .closed),
        ([.transportInputEnded], [.fail(.truncated)], .closed),
        ([.transportClosed], [.fail(.truncated)], .closed),
        ([.failed(reason: "r")], [.fail(.broken(reason: "r"))], .closed),
        ([.failed(reason: "r"), .closeNotify], [.fail(.broken(reason: "r")), .nothing], .closed),
    ]

    @Test("each beginning leads to its state and action", arguments: stories)
    func beginnings(events: [Event], actions: [Action], end: TLSConnectionState.State) {
        var state = TLSConnectionState()
        #expect(events.map { state.handle($0) } == actions)
        #expect(state.state == end)
    }

    @Test("each end of an open connection leads to its state and action", arguments: openStories)
    func ends(events: [Event], actions: [Action], end: TLSConnectionState.State) {
        var state = TLSConnectionState()
        _ = state.handle(.connected)
        _ = state.handle(.handshakeDone)
        #expect(events.map { state.handle($0) } == actions)
        #expect(state.state == end)
    }

    @Test("a direction that has ended takes nothing more, and the other one goes on")
    func directions() {
        var halfClosed = TLSConnectionState()
        #expect(halfClosed.holdsOutput)
        _ = halfClosed.handle(.connected)
        #expect(halfClosed.takesInput && halfClosed.holdsOutput && !halfClosed.takesOutput)
        _ = halfClosed.handle(.handshakeDone)
        #expect(halfClosed.takesInput && !halfClosed.holdsOutput && halfClosed.takesOutput)
        var other = halfClosed
        _ = halfClosed.handle(.closeNotify)
        #expect(!halfClosed.takesInput && halfClosed.takesOutput)
        _ = other.handle(.endOutput)
        #expect(other.takesInput && !other.takesOutput && !other.holdsOutput)
    }
}
