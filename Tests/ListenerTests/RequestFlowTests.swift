import HTTPTypes
import Testing

@testable import Listener

@Suite("The flow of requests and answers, without a socket")
struct RequestFlowTests {
    static let limits = RequestFlow.Limits(bodyBytes: 10, pipeline: 2, requests: 3)
    let passes = RequestFlow.Verdict(passes: true)
    let drops = RequestFlow.Verdict(passes: false)
    let bad = Problem(status: .badRequest)
    var flow = RequestFlow(limits: limits)

    private mutating func request(isLast: Bool = false) {
        #expect(flow.head(bodyLength: nil, expectsContinue: false, isLast: isLast) == passes)
        #expect(flow.end() == passes)
    }

    private mutating func answer() -> RequestFlow.Next {
        #expect(flow.answerBegins() == passes)
        #expect(flow.answerGoesOn() == passes)
        return flow.answerEnds().next
    }

    @Test("a connection waits for a head, a body, an answer, and again for a head")
    mutating func phases() {
        #expect(flow.waiting == .forHead)
        _ = flow.head(bodyLength: 3, expectsContinue: false, isLast: false)
        #expect(flow.waiting == .forBody)
        #expect(flow.body(3) == passes)
        #expect(flow.end() == passes)
        #expect(flow.waiting == .forAnswer)
        #expect(answer() == .nothing)
        #expect(flow.waiting == .forHead)
    }

    @Test("it is full when as many requests wait as allowed")
    mutating func pipeline() {
        request()
        #expect(!flow.isFull)
        request()
        #expect(flow.isFull)
        #expect(answer() == .nothing)
        #expect(!flow.isFull)
    }

    @Test("the last request a client wants, or the last allowed, ends it after its answer")
    mutating func last() {
        request()
        request()
        request()
        #expect(flow.head(bodyLength: nil, expectsContinue: false, isLast: false) == drops)
        #expect(answer() == .nothing)
        #expect(!flow.answersLast)
        #expect(answer() == .nothing)
        #expect(flow.answersLast)
        #expect(answer() == .endOutput)
        #expect(flow.waiting == .forClose)
    }

    @Test("a body that is announced too large is refused at its head, one that becomes so when it does")
    mutating func bodyLimit() {
        let tooLarge = Problem(status: .contentTooLarge, detail: "The body is larger than 10 bytes.")
        var announced = flow
        #expect(announced.head(bodyLength: 11, expectsContinue: true, isLast: false) == .init(passes: false, next: .refuse(tooLarge)))
        _ = flow.head(bodyLength: nil, expectsContinue: false, isLast: false)
        #expect(flow.body(10) == passes)
        #expect(flow.body(1) == .init(passes: false, next: .refuse(tooLarge)))
        #expect(flow.leavesRequestCut)
        #expect(flow.body(1) == drops)
        #expect(flow.end() == drops)
        #expect(flow.answerBegins() == drops)
        #expect(flow.answerEnds() == drops)
    }

    @Test("a fault waits for the answers to earlier requests")
    mutating func faultAfterAnswers() {
        request()
        _ = flow.head(bodyLength: 3, expectsContinue: false, isLast: false)
        #expect(flow.fault(bad) == .nothing)
        #expect(answer() == .refuse(bad))
        #expect(flow.fault(bad) == .nothing)
    }

    @Test("a fault in a request that is being answered cannot be told: the connection is cut")
    mutating func faultWhileAnswering() {
        _ = flow.head(bodyLength: 3, expectsContinue: false, isLast: false)
        _ = flow.answerBegins()
        #expect(flow.fault(bad) == .abort)
    }

    @Test("a fault in a request that was answered early only ends the connection")
    mutating func faultAfterEarlyAnswer() {
        _ = flow.head(bodyLength: 3, expectsContinue: false, isLast: false)
        #expect(answer() == .nothing)
        #expect(flow.fault(bad) == .endOutput)
    }

    @Test("a fault between requests is told after the answers that are due")
    mutating func faultBetween() {
        request()
        _ = flow.answerBegins()
        #expect(flow.fault(bad) == .nothing)
        #expect(flow.answerEnds().next == .refuse(bad))
    }

    @Test("what follows the client's last request is ignored, even when it is no HTTP")
    mutating func rubbishAfterLast() {
        request(isLast: true)
        #expect(flow.fault(bad) == .nothing)
        #expect(answer() == .endOutput)
    }

    @Test("100 Continue is sent at once, or when the earlier answers are out")
    mutating func expectation() {
        #expect(flow.head(bodyLength: 3, expectsContinue: true, isLast: false) == .init(passes: true, next: .sendContinue))
        _ = flow.body(3)
        _ = flow.end()
        #expect(flow.head(bodyLength: 3, expectsContinue: true, isLast: false) == passes)
        #expect(answer() == .sendContinue)
        _ = flow.body(3)
        _ = flow.end()
        #expect(answer() == .nothing)
    }

    @Test("100 Continue is not sent when the client did not wait for it")
    mutating func expectationOverdue() {
        request()
        _ = flow.head(bodyLength: 3, expectsContinue: true, isLast: false)
        _ = flow.body(3)
        #expect(answer() == .nothing)
    }

    @Test("a stop ends an idle connection at once, a busy one after its answers")
    mutating func stop() {
        var idle = flow
        #expect(idle.noMoreRequests() == .endOutput)
        request()
        _ = flow.head(bodyLength: 3, expectsContinue: false, isLast: false)
        #expect(flow.noMoreRequests() == .nothing)
        #expect(flow.body(3) == passes)
        #expect(flow.end() == passes)
        #expect(answer() == .nothing)
        #expect(answer() == .endOutput)
    }
}
