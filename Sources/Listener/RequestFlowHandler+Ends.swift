import HTTPTypes
import NIOCore
import NIOHTTPTypes

extension RequestFlowHandler {
    func perform(_ next: RequestFlow.Next, _ context: ChannelHandlerContext) {
        switch next {
        case .nothing:
            return
        case .sendContinue:
            context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
        case .refuse(let problem):
            answer(problem, context)
            endOutput(context)
        case .endOutput:
            endOutput(context)
        case .abort:
            context.close(promise: nil)
        }
    }

    func refuse(_ status: HTTPResponse.Status, _ detail: String, _ context: ChannelHandlerContext) {
        perform(flow.fault(Problem(status: status, detail: detail)), context)
    }

    private func answer(_ problem: Problem, _ context: ChannelHandlerContext) {
        let body = ByteBuffer(bytes: problem.bytes)
        var head = problem.head
        head.headerFields[.connection] = "close"
        head.headerFields[.contentLength] = "\(body.readableBytes)"
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(body)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        metrics.countRefused(problem.status)
    }

    private func endOutput(_ context: ChannelHandlerContext) {
        context.close(mode: .output, promise: nil)
        context.read()
    }

    // MARK: Times

    func setDeadline(_ time: TimeAmount, _ context: ChannelHandlerContext) {
        deadline.awaited = .now() + time
        watchDeadline(context)
    }

    func watchDeadline(_ context: ChannelHandlerContext) {
        deadline.watch(context.eventLoop) { self.deadlineRang(context) }
    }

    private func deadlineRang(_ context: ChannelHandlerContext) {
        deadline.rang()
        let now = NIODeadline.now()
        if let stalled = deadline.stalled, stalled <= now {
            deadline = FlowDeadline()
            context.close(promise: nil)
        } else if let awaited = deadline.awaited, awaited <= now {
            deadline.awaited = nil
            switch flow.waiting {
            case .forHead: perform(flow.noMoreRequests(), context)
            case .forBody: refuse(.requestTimeout, "The body did not come in time.", context)
            case .forAnswer where isAbandoned: context.close(promise: nil)
            // We owe an answer and take the time it needs; after the last one TLS's own times hold.
            case .forAnswer, .forClose: break
            }
        }
        watchDeadline(context)
    }
}
