/// One connection's life, from TCP to TLS to its end: events in, an action out.
///
/// Each side ends its own direction with a close_notify, and either may do so first (a half-closed connection). A direction
/// that ends without one was cut: what came last may not be all that was sent.
struct TLSConnectionState {
    enum State: Equatable {
        /// TCP is not there yet.
        case waiting
        case handshaking
        /// Both directions are open.
        case open
        /// The client has ended its direction properly; ours is open.
        case inputEnded
        /// We have ended our direction; the client's is open.
        case outputEnded
        case closed
    }

    enum Event: Equatable {
        case connected
        case handshakeDone
        case handshakeTimedOut
        /// OpenSSL refused what came.
        case failed(reason: String)
        /// The client's close_notify.
        case closeNotify
        /// TCP: the client sends no more.
        case transportInputEnded
        /// TCP is gone.
        case transportClosed
        /// We want to send no more, but still to read.
        case endOutput
        /// We want the connection closed.
        case close
        /// The client has not followed our close_notify in time, or has sent too much instead.
        case closeOverdue
    }

    enum Action: Equatable {
        case nothing
        case shakeHands
        /// Tell of the handshake, then send what waits and read on.
        case announce
        /// Tell that no more input comes; output goes on.
        case tellInputEnded
        /// Send what waits and our close_notify, then end TCP's output, then give the client some time to follow.
        case sayGoodbyeAndEndOutput
        /// Send what waits and our close_notify, then close TCP.
        case sayGoodbyeAndClose
        /// Close TCP at once.
        case close
        /// Send the alert that OpenSSL may have written, tell of the error and close TCP.
        case fail(TLSError)
    }

    private(set) var state = State.waiting

    /// Whether bytes from the client may be given to OpenSSL.
    var takesInput: Bool {
        switch state {
        case .handshaking, .open, .outputEnded: true
        case .waiting, .inputEnded, .closed: false
        }
    }

    /// Whether bytes for the client may be given to OpenSSL.
    var takesOutput: Bool {
        switch state {
        case .open, .inputEnded: true
        case .waiting, .handshaking, .outputEnded, .closed: false
        }
    }

    /// Whether what is written now has to wait for the handshake.
    var holdsOutput: Bool {
        switch state {
        case .waiting, .handshaking: true
        case .open, .inputEnded, .outputEnded, .closed: false
        }
    }

    mutating func handle(_ event: Event) -> Action {
        switch state {
        case .waiting: whileWaiting(event)
        case .handshaking: whileHandshaking(event)
        case .open: whileOpen(event)
        case .inputEnded: afterInputEnded(event)
        case .outputEnded: afterOutputEnded(event)
        // A close that comes twice is passed on, so that whoever asked is answered.
        case .closed: event == .close || event == .endOutput ? .close : .nothing
        }
    }

    private mutating func whileWaiting(_ event: Event) -> Action {
        switch event {
        case .connected: become(.handshaking, .shakeHands)
        case .close, .endOutput: become(.closed, .close)
        case .transportClosed: become(.closed, .nothing)
        case .handshakeDone, .handshakeTimedOut, .failed, .closeNotify, .transportInputEnded, .closeOverdue: impossible(event)
        }
    }

    private mutating func whileHandshaking(_ event: Event) -> Action {
        switch event {
        case .handshakeDone: become(.open, .announce)
        case .handshakeTimedOut: become(.closed, .fail(.handshakeTimedOut))
        case .failed(let reason): become(.closed, .fail(.handshakeFailed(reason: reason)))
        case .closeNotify, .transportInputEnded, .transportClosed: become(.closed, .fail(.handshakeAbandoned))
        case .close, .endOutput: become(.closed, .close)
        case .connected: .nothing
        case .closeOverdue: impossible(event)
        }
    }

    private mutating func whileOpen(_ event: Event) -> Action {
        switch event {
        case .failed(let reason): become(.closed, .fail(.broken(reason: reason)))
        case .closeNotify: become(.inputEnded, .tellInputEnded)
        case .transportInputEnded, .transportClosed: become(.closed, .fail(.truncated))
        case .endOutput: become(.outputEnded, .sayGoodbyeAndEndOutput)
        case .close: become(.closed, .sayGoodbyeAndClose)
        case .connected: .nothing
        case .handshakeDone, .handshakeTimedOut, .closeOverdue: impossible(event)
        }
    }

    private mutating func afterInputEnded(_ event: Event) -> Action {
        switch event {
        case .endOutput, .close: become(.closed, .sayGoodbyeAndClose)
        case .failed(let reason): become(.closed, .fail(.broken(reason: reason)))
        case .transportClosed: become(.closed, .nothing)
        case .connected, .closeNotify, .transportInputEnded: .nothing
        case .handshakeDone, .handshakeTimedOut, .closeOverdue: impossible(event)
        }
    }

    /// Many clients answer our close_notify with TCP's end alone. All they asked is answered, so that is no error.
    private mutating func afterOutputEnded(_ event: Event) -> Action {
        switch event {
        case .closeNotify, .transportInputEnded, .close, .closeOverdue: become(.closed, .close)
        case .failed(let reason): become(.closed, .fail(.broken(reason: reason)))
        case .transportClosed: become(.closed, .nothing)
        case .connected, .endOutput: .nothing
        case .handshakeDone, .handshakeTimedOut: impossible(event)
        }
    }

    private mutating func become(_ next: State, _ action: Action) -> Action {
        state = next
        return action
    }

    private func impossible(_ event: Event) -> Action {
        assertionFailure("\(event) while \(state)")
        return .nothing
    }
}
