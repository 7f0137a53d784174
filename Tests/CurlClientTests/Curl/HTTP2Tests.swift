import CurlClient
import Testing

@Suite("HTTP/2", .enabled(if: HTTP2Server.isInstalled, "nginx is not installed"))
struct HTTP2Tests {
    private func ready(_ server: HTTP2Server, _ exchange: CurlExchange) async -> Bool {
        await eventually { (try? await exchange.send(request(server)))?.status == 200 }
    }

    private func request(_ server: HTTP2Server, _ method: String = "GET", _ path: String = "/ok") -> ExchangeRequest {
        ExchangeRequest(method: method, url: "https://127.0.0.1:\(server.port)\(path)")
    }

    @Test("64 requests in flight share one connection")
    func multiplexed() async throws {
        let trust = try TestTrust()
        let server = try await HTTP2Server(trust)
        defer { server.stop() }
        let exchange = trust.exchange()
        #expect(await ready(server, exchange))
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<64 {
                group.addTask {
                    var good = 0
                    for _ in 0..<5 where try await exchange.send(request(server)).body == Array("ok".utf8) { good += 1 }
                    return good
                }
            }
            for try await good in group { #expect(good == 5) }
        }
        await exchange.close()
        #expect(await eventually { server.log.count >= 321 })
        #expect(server.log.allSatisfy { $0.contains("HTTP/2.0 200") })
        #expect(Set(server.log.compactMap { $0.split(separator: " ").first }).count == 1)
    }

    @Test("an answer that was packed is unpacked")
    func packed() async throws {
        let trust = try TestTrust()
        let server = try await HTTP2Server(trust)
        defer { server.stop() }
        let exchange = trust.exchange()
        #expect(await ready(server, exchange))
        let answer = try await exchange.send(request(server, "GET", "/page.txt"))
        #expect(answer.header("content-encoding") == "gzip")
        #expect(answer.body == Array(String(repeating: "stock ", count: 2000).utf8))
        await exchange.close()
    }

    @Test("a connection that the other side retires loses no request that changes nothing, and no other is sent twice")
    func retired() async throws {
        let trust = try TestTrust()
        let server = try await HTTP2Server(trust, requestsPerConnection: 20)
        defer { server.stop() }
        let exchange = trust.exchange()
        #expect(await ready(server, exchange))
        let outcomes = await withTaskGroup(of: Result<Int, ExchangeError>.self) { group in
            for number in 0..<400 {
                group.addTask {
                    do throws(ExchangeError) {
                        return .success(try await exchange.send(request(server, number.isMultiple(of: 2) ? "GET" : "DELETE")).status)
                    } catch {
                        return .failure(error)
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let answered = outcomes.count { if case .success(200) = $0 { true } else { false } }
        #expect(answered >= 200)
        for case .failure(let error) in outcomes { #expect(error.isAnswerLost, "\(error)") }
        await exchange.close()
    }
}
