/// A door of the gateway that reads what strangers and other systems send, as one function of bytes: for libFuzzer (`make fuzz`), and for
/// the ordinary tests, which try the seeds and some mutations of them.
///
/// A target must come back, whatever it is given. It traps where it finds a promise broken.
public enum FuzzTarget: String, CaseIterable, Sendable {
    /// What a stranger writes to the TLS port.
    case hello
    /// A proper client's bytes, some of them changed on their way.
    case session
    /// The headers of a signed delivery, and a body that nobody signed.
    case signature
    /// The body of a delivery from wFirma, signed and keyed, as JSON and as XML.
    case wfirmaBody = "wfirma-body"
    /// The body of a pushed order event, and a checkout form.
    case allegroBody = "allegro-body"
    case wfirmaAnswer = "wfirma-answer"
    case allegroAnswer = "allegro-answer"

    public func run(_ input: [UInt8]) async {
        switch self {
        case .hello: Connections.hello(input)
        case .session: Connections.session(input)
        case .signature: Deliveries.signature(input)
        case .wfirmaBody: Deliveries.wfirma(input)
        case .allegroBody: Deliveries.allegro(input)
        case .wfirmaAnswer: await Answers.wfirma(input)
        case .allegroAnswer: await Answers.allegro(input)
        }
    }

    /// Inputs of the right shape to begin with.
    public var seeds: [[UInt8]] {
        switch self {
        case .hello: Connections.hellos
        case .session: [[], [0, 0, 5, 1], [0, 200, 0, 255, 1, 44, 7, 128]]
        case .signature: Seeds.signatures
        case .wfirmaBody: Seeds.wfirmaBodies
        case .allegroBody: Seeds.allegroBodies
        case .wfirmaAnswer: Seeds.wfirmaAnswers
        case .allegroAnswer: Seeds.allegroAnswers
        }
    }
}
