import Hummingbird
import Listener
import Logging
import ServiceLifecycle
import Webhooks

/// Both listeners of a process, with the certificates that they show.
struct Listeners: Sendable {
    let tls: ListenerCertificates
    private let configuration: GatewayConfiguration
    private let sockets: HandedSockets

    init(_ configuration: GatewayConfiguration, tls: ListenerCertificates, sockets: HandedSockets) {
        (self.configuration, self.tls, self.sockets) = (configuration, tls, sockets)
    }

    /// In the order in which they start. Both say on standard output when they listen.
    ///
    /// - Parameter responder: what answers on the private listener.
    func services<Responder: HTTPResponder>(
        _ intake: WebhookIntake, _ responder: @escaping @Sendable () throws -> Responder
    ) -> [any Service] where Responder.Context == PrivateResponder.Context {
        let (open, closed) = (configuration.publicListener.listen, configuration.privateListener.listen)
        let ready = ReadyLine(publicHost: open.host, privateHost: closed.host)
        var publicOptions = ListenerOptions(name: "public", host: open.host, port: open.port, tls: tls.publicStore)
        (publicOptions.bodyLimitBytes, publicOptions.socket) = (configuration.publicListener.bodyLimitBytes, sockets["public"])
        var privateOptions = ListenerOptions(name: "private", host: closed.host, port: closed.port, tls: tls.privateStore)
        privateOptions.socket = sockets["private"]
        let (openOptions, closedOptions) = (publicOptions, privateOptions)
        return [
            ListenerService(address: closed, key: "private.listen") {
                try await HTTPSListener(
                    options: closedOptions, responder: responder(), logger: Logger(label: "private"),
                    onRunning: { ready.privateListener(isBoundTo: $0) }
                ).run()
            },
            ListenerService(address: open, key: "public.listen") {
                try await HTTPSListener(
                    options: openOptions, responder: intake.responder, handlers: { intake.handlers() }, logger: Logger(label: "public"),
                    onRunning: { ready.publicListener(isBoundTo: $0) }
                ).run()
            },
        ]
    }
}
