import HTTPTypes
import Hummingbird
import NIOCore
import Payload

/// Probes and metrics: no token needed, nothing secret told.
struct ProbeRoutes {
    let registry: MetricsRegistry
    let readiness: @Sendable () async -> Readiness
    let onScrape: @Sendable () async -> Void

    func add(to router: Router<OperationsContext>) {
        router.get("livez") { _, _ in JSONAnswer.ok(["alive": true]) }
        router.get("readyz") { [readiness] _, _ in
            let readiness = await readiness()
            return JSONAnswer.ok(readiness.payload, status: readiness.faults.isEmpty ? .ok : .serviceUnavailable)
        }
        router.get("metrics") { [registry, onScrape] _, _ in
            await onScrape()
            return Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: registry.text())))
        }
    }
}
