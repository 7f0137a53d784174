import HTTPTypes
import Hummingbird
import NIOCore
import Payload

/// Probes and metrics: no token needed, nothing secret told.
struct ProbeRoutes {
    let registry: MetricsRegistry
    /// Whether deliveries can be taken, and what is told beside it.
    let readiness: @Sendable () async -> (isReady: Bool, payload: PayloadValue)
    let onScrape: @Sendable () async -> Void

    func add(to router: Router<OperationsContext>) {
        router.get("livez") { _, _ in JSONAnswer.ok(["alive": true]) }
        router.get("readyz") { [readiness] _, _ in
            let (isReady, payload) = await readiness()
            return JSONAnswer.ok(payload, status: isReady ? .ok : .serviceUnavailable)
        }
        router.get("metrics") { [registry, onScrape] _, _ in
            await onScrape()
            return Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: registry.text())))
        }
    }
}
