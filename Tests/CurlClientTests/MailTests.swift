import CurlClient
import Foundation
import SMTPPeer
import Testing

@Suite("Mail")
struct MailTests {
    private static let message = MailMessage(
        id: "m-1", from: "alerts@example.pl", to: ["owner@example.pl", "second@example.pl"], subject: "Stockgate: nowe 2 — zażółć gęślą jaźń",
        text: "Oferta „Kubek”\n.\nkoniec\n", date: "Sun, 29 Nov 2026 10:15:00 +0000")

    @Test("reaches a server whole, for each of its receivers")
    func delivered() async throws {
        let server = try await MailPeer.start()
        try await MailServer(url: "smtp://127.0.0.1:\(server.port)").send(Self.message, password: nil)
        await server.stop()
        #expect(server.commands.contains { $0.uppercased().hasPrefix("MAIL FROM:<ALERTS@EXAMPLE.PL>") })
        #expect(server.commands.filter { $0.uppercased().hasPrefix("RCPT TO:") }.count == 2)
        let parts = server.data.components(separatedBy: "\r\n\r\n")
        #expect(parts[0].contains("Message-ID: <m-1@example.pl>"))
        #expect(parts[0].allSatisfy { $0.isASCII })
        let text = parts[1].components(separatedBy: "\r\n").joined()
        #expect(Data(base64Encoded: text).map { String(decoding: $0, as: UTF8.self) } == Self.message.text)
        #expect(parts[0].components(separatedBy: "\r\n").allSatisfy { $0.utf8.count <= 78 })
    }

    @Test("a server that refuses, or none at all, is told as not sent")
    func refused() async throws {
        let server = try await MailPeer.start(refusing: "RCPT")
        await #expect(throws: ExchangeError.self) {
            try await MailServer(url: "smtp://127.0.0.1:\(server.port)").send(Self.message, password: nil)
        }
        await server.stop()
        do {
            try await MailServer(url: "smtp://127.0.0.1:1").send(Self.message, password: nil)
            Issue.record("nobody listens there")
        } catch {
            if case .notSent = error {} else { Issue.record("\(error)") }
        }
    }

    @Test("a server is greeted: signed in to and told nothing; one that turns us away says so")
    func greeted() async throws {
        let server = try await MailPeer.start()
        try await MailServer(url: "smtp://127.0.0.1:\(server.port)", user: "u").greet(password: "p")
        await server.stop()
        #expect(server.commands.map { $0.prefix(4) }.prefix(3) == ["EHLO", "AUTH", "NOOP"])
        #expect(!server.commands.contains { $0.hasPrefix("MAIL") })
        let strict = try await MailPeer.start(refusing: "AUTH")
        await #expect(throws: ExchangeError.notSent(reason: "Login denied (the server's last answer: 535)")) {
            try await MailServer(url: "smtp://127.0.0.1:\(strict.port)", user: "u").greet(password: "p")
        }
        await strict.stop()
    }

    @Test("a server that is not this machine must speak TLS: a password never leaves in the clear")
    func demandsTLS() async throws {
        // On a loopback address that is not known to be one.
        let server = try await MailPeer.start(host: "127.0.0.2")
        await #expect(throws: ExchangeError.self) {
            try await MailServer(url: "smtp://127.0.0.2:\(server.port)", user: "u").send(Self.message, password: "marker-of-a-password")
        }
        await server.stop()
        #expect(server.data.isEmpty)
        #expect(server.commands.contains { $0.uppercased().hasPrefix("EHLO") })
        #expect(!server.commands.contains { $0.uppercased().hasPrefix("AUTH") || $0.uppercased().hasPrefix("MAIL") })
    }
}
