import CurlClient
import Metrics
import Operations
import Payload
import Testing

@Suite("probes")
struct ProbeTests {
    @Test("a living gateway says so to anyone")
    func alive() async throws {
        try await withDesk { desk in
            let answer = try await desk.send("GET", "/livez")
            #expect(answer.payload == ["alive": true])
        }
    }

    @Test("only what keeps deliveries from being taken makes readiness fail; the rest is told")
    func ready() async throws {
        try await withDesk { desk in
            desk.show(Readiness(faults: [], backlog: 90_000, deadLetters: 7, authorised: [("main", false)], isFrozen: true))
            let ready = try await desk.send("GET", "/readyz")
            #expect(ready.status == 200)
            #expect(
                ready.payload == [
                    "ready": true, "faults": [], "backlog": 90000, "dead_letters": 7, "frozen": true, "mode": "live",
                    "accounts": [["account": "main", "authorised": false]],
                ])
            desk.show(Readiness(faults: ["the store cannot be written: disk full"], backlog: 0, deadLetters: 0, authorised: [], isFrozen: false))
            let failing = try await desk.send("GET", "/readyz")
            #expect(failing.status == 503)
            #expect(failing.payload["ready"] == false)
            #expect(failing.payload["faults"] == ["the store cannot be written: disk full"])
        }
    }

    @Test("metrics are plain text of format 0.0.4")
    func metrics() async throws {
        try await withDesk { desk in
            let counter = Counter(label: "stockgate_tried_total", dimensions: [], factory: desk.registry)
            counter.increment(by: 3)
            let answer = try await desk.send("GET", "/metrics")
            #expect(answer.header("content-type") == "text/plain; version=0.0.4; charset=utf-8")
            #expect(answer.text.contains("stockgate_tried_total 3\n"))
            #expect(answer.text.contains("process_resident_memory_bytes "))
        }
    }
}
