import Listener
import Storage

/// What is done with a delivery that has come in whole.
enum IntakeVerdict {
    /// Keep it; echo the sender's `webhook_key` in the answer.
    case accept(IncomingDelivery, webhookKey: String?)
    /// Keep it for a person to see, and tell the sender what to mend.
    case reject(IncomingDelivery, Rejection, Problem)
    /// Keep nothing.
    case refuse(IntakeOutcome, Problem)
}
