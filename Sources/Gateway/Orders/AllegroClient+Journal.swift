import Allegro
import OpenSSLCrypto

extension AllegroClient {
    /// A page of the journal; nil where Allegro does not take the event to begin after (the journal holds 60 days): what lay between is in the sweep.
    func orderEvents(afterOneKept event: String?, token: Secret) async throws(AllegroError) -> Answered<OrderEventPage?> {
        do throws(AllegroError) {
            let answer = try await orderEvents(after: event, token: token)
            return Answered(value: answer.value, traceID: answer.traceID, serverDate: answer.serverDate)
        } catch {
            guard event != nil, case .refused(let status, _, _) = error, status == 400 || status == 422 else { throw error }
            return Answered(value: nil)
        }
    }
}
