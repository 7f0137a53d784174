import CurlClient
import Inventory
import WFirma

/// Lets other services work while a request is under way; in a day that is played again the recording answers in the outside's place.
struct TurnExchange: Exchange {
    let base: any Exchange

    func send(_ request: ExchangeRequest) async throws(ExchangeError) -> ExchangeAnswer {
        guard let turn = Turn.current else { return try await base.send(request) }
        let outcome = await turn.wait(for: TurnQuestion(request)) {
            do throws(ExchangeError) { return .answer(try await base.send(request)) } catch { return .fault(error) }
        }
        switch outcome {
        case .answer(let answer): return answer
        case .fault(let fault): throw fault
        case .granted, .refused: throw .notSent(reason: "the recording answers something else")
        }
    }
}

extension GatewayOptions {
    /// The same, with time, chance and the outside as a recorded day has them: fixed within a turn, which a request ends.
    public func inTurns() -> GatewayOptions {
        var options = self
        for index in options.accounts.indices { options.accounts[index].exchange = TurnExchange(base: accounts[index].exchange) }
        options.wfirma = wfirma.through { TurnExchange(base: $0) }
        let (clock, randomBytes) = (clock, randomBytes)
        options.clock = { Turn.current?.now ?? clock() }
        options.randomBytes = { Turn.current?.randomBytes($0) ?? randomBytes($0) }
        // What others sell is no part of this shop's day, and when it is asked for its orders must not depend on that.
        options.polls = OrderPolls()
        return options
    }
}
