import Hummingbird
import Listener
import Logging
import ServiceLifecycle
import Storage

/// The listener for people and scrapers.
func privateListener(
    _ options: ListenerOptions, store: Store, onRunning: @escaping @Sendable (_ port: Int) async -> Void
) -> some Service {
    HTTPSListener(
        options: options, responder: CallbackResponder<BasicRequestContext> { _, _ in Problem(status: .notFound).response },
        logger: Logger(label: "private"), onRunning: onRunning)
}
