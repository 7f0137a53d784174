import CurlClient
import Foundation
import Testing

@testable import Storage

@Suite("Several merchants in one process")
struct MerchantsTests {
    @Test("each delivery lands in the store of the merchant whose source brought it, and nowhere else", .timeLimit(.minutes(5)))
    func apart() async throws {
        let home = try MerchantsHome("kubki", "lampy")
        try await home.serving { served in
            for name in ["kubki", "lampy"] { #expect(try await served.wait(until: name, is: "working"), "\(served.gateway.command.complaints)") }
            let first = try await served.deliver(1, to: "kubki")
            #expect(first.status == 202)
            // The same key at another merchant is another delivery.
            #expect(try await served.deliver(1, to: "lampy").status == 202)
            #expect(try await served.deliver(1, to: "lampy").status == 200)
            #expect(try await served.deliver(2, to: "lampy").status == 202)
            // Nothing knows their product. One that stands still is told beside another that applies.
            for (name, count) in [("kubki", 1), ("lampy", 2)] {
                let line = #"stockgate_deliveries_applied_total{merchant="\#(name)",outcome="dead"} \#(count)\#n"#
                #expect(try await eventually { try await served.get("/metrics").text.contains(line) ? true : nil } == true, "\(line)")
                // Alerts find out by these who is ill.
                let metrics = try await served.get("/metrics").text
                for counter in ["reconciliations", "drift_found", "commands_given_up", "order_document_faults", "choices_write_failures"] {
                    #expect(metrics.contains("stockgate_\(counter)_total{merchant=\"\(name)\"} "), "\(counter)")
                }
            }
        }
        for (name, count) in [("kubki", 1), ("lampy", 2)] {
            let store = try Store.open(StoreOptions(path: home.database(name)))
            #expect(try await store.deliveries(state: nil, after: nil, limit: 10).count == count)
            try store.close()
        }
    }

    @Test("a backup of one is not restored for another, unless that is asked for", .timeLimit(.minutes(5)))
    func otherShop() async throws {
        let home = try MerchantsHome("kubki", "lampy")
        try await home.serving { served in
            for name in ["kubki", "lampy"] {
                let isWorking = try await served.wait(until: name, is: "working")
                #expect(isWorking)
            }
        }
        let backup = "\(home.home.path)/backup.db"
        #expect(try await home.call("backup", "--merchant", "lampy", backup).code == 0)
        let refused = try await home.call("restore", "--merchant", "kubki", backup)
        #expect(refused.code == 65)
        #expect(refused.complaints.contains("is of merchant lampy, not of merchant kubki"), "\(refused.complaints)")
        #expect(try await home.call("restore", "--merchant", "lampy", backup).code == 0)
        // A merchant may have had that name before, but it was another company.
        try home.write(["kubki"])
        let company = try await home.call("restore", "--merchant", "kubki", backup)
        #expect(company.code == 65)
        #expect(company.complaints.contains("is of the wFirma company lampy"), "\(company.complaints)")
        #expect(try await home.call("restore", "--merchant", "kubki", "--other-shop", backup).code == 0)
    }

    @Test("a start under another name says which store nobody names, and doctor says what to do", .timeLimit(.minutes(5)))
    func renamed() async throws {
        let home = try MerchantsHome("kubki", "lampy")
        try await home.serving { served in
            let isWorking = try await served.wait(until: "kubki", is: "working")
            #expect(isWorking)
        }
        try home.home.folder.write("no store", to: "other.db")
        try home.write(["kubki-nowe", "lampy"])
        try await home.serving { served in
            #expect(try await served.wait(until: "kubki-nowe", is: "working"))
            let complaints = served.gateway.command.complaints
            #expect(complaints.contains("a store that no merchant names") && complaints.contains("/kubki.db"), "\(complaints)")
            #expect(!complaints.contains("other.db") && !complaints.contains("/lampy.db"), "\(complaints)")
            let doctor = try await home.call("doctor", "--merchant", "lampy")
            #expect(doctor.output.contains("/kubki.db is a store that no merchant names"), "\(doctor.output)")
            #expect(!doctor.output.contains("kubki-nowe.db is a store"), "\(doctor.output)")
        }
    }

    @Test("one whose store cannot be opened is told, its senders are to come back, and the others go on", .timeLimit(.minutes(5)))
    func broken() async throws {
        let home = try MerchantsHome("kubki", "lampy")
        try home.home.folder.write("no database at all", to: "lampy.db")
        try await home.serving { served in
            #expect(try await served.wait(until: "kubki", is: "working"))
            #expect(try await served.wait(until: "lampy", is: "resting"))
            let refused = try await served.deliver(1, to: "lampy")
            #expect(refused.status == 503 && refused.header("retry-after") == "10")
            #expect(try await served.deliver(1, to: "kubki").status == 202)
            let ready = try await served.get("/readyz")
            #expect(ready.status == 200 && ready.text.contains("file is not a database"), "\(ready.text)")
            #expect(try await served.get("/m/lampy/sign-in").status == 503)
            let metrics = try await served.get("/metrics").text
            for (name, isWorking) in [("kubki", 1), ("lampy", 0)] {
                #expect(metrics.contains(#"stockgate_merchant_working{merchant="\#(name)"} \#(isWorking)"#))
                #expect(metrics.contains(#"stockgate_wal_bytes{merchant="\#(name)"}"#) == (isWorking == 1), "one log's size hid the other's")
            }

            try FileManager.default.removeItem(atPath: home.database("lampy"))
            served.gateway.command.signal(SIGHUP)
            #expect(try await served.wait(until: "lampy", is: "working"), "\(served.gateway.command.complaints)")
            #expect(try await served.deliver(1, to: "lampy").status == 202)
            // Nobody else noticed.
            #expect(served.starts(of: "kubki") == 1, "\(served.gateway.command.complaints)")
        }
    }

    @Test("one whose store another process is at waits for it, which is told as no failure", .timeLimit(.minutes(5)))
    func waits() async throws {
        let home = try MerchantsHome("kubki")
        // As whoever makes a store's file, or brings its tables up to date, holds it.
        let folder = open(home.home.path, O_RDONLY | O_CLOEXEC)
        defer { close(folder) }
        try #require(flock(folder, LOCK_EX) == 0)
        try await home.serving { served in
            let isTold = try await eventually { served.gateway.command.complaints.contains("merchant waits for its store") ? true : nil }
            #expect(isTold == true, "\(served.gateway.command.complaints)")
            #expect(flock(folder, LOCK_UN) == 0)
            #expect(try await served.wait(until: "kubki", is: "working"))
            #expect(!served.gateway.command.complaints.contains("merchant failed"))
        }
    }

    @Test("SIGHUP starts those that are new and stops those that are gone, while the others work on", .timeLimit(.minutes(5)))
    func followed() async throws {
        let home = try MerchantsHome("kubki", "lampy")
        try await home.serving { served in
            for name in ["kubki", "lampy"] { #expect(try await served.wait(until: name, is: "working")) }
            #expect(try await served.get("/metrics").text.contains(#"stockgate_deliveries_unsettled{merchant="lampy","#))
            let store = try Store.open(StoreOptions(path: home.database("lampy")))
            try await store.write { db in
                try db.execute(
                    sql: """
                        INSERT INTO offers (id, account, name, format, status, is_fulfilled_by_allegro, is_synchronised)
                        VALUES ('7700000501', 'main', 'Lampa', 'buy_now', 'active', 0, 1)
                        """)
            }
            try store.close()
            try home.write(["kubki", "nozyce"])
            served.gateway.command.signal(SIGHUP)
            #expect(try await served.wait(until: "nozyce", is: "working"), "\(served.gateway.command.complaints)")
            #expect(try await served.deliver(1, to: "nozyce").status == 202)
            #expect(served.gateway.command.complaints.contains("nobody follows them"), "\(served.gateway.command.complaints)")
            #expect(try await served.deliver(1, to: "lampy").status == 404)
            #expect(try await served.get("/m/lampy/").status == 404)
            // What stood in its store is no longer told as if it still waited here; what was counted stays counted.
            let told = try await served.get("/metrics").text.split(separator: "\n").filter { $0.contains(#"merchant="lampy""#) }
            #expect(told.allSatisfy { $0.contains("_total{") } && !told.isEmpty, "\(told)")
            // Its store is another's to serve.
            #expect(try await eventually { ServeLock.holder(database: home.database("lampy")) == nil ? true : nil } == true)
            #expect(try await served.deliver(1, to: "kubki").status == 202)
            #expect(served.starts(of: "kubki") == 1, "\(served.gateway.command.complaints)")
        }
    }

    @Test("a merchant's tokens and users are its own, under its own path", .timeLimit(.minutes(5)))
    func faces() async throws {
        let home = try MerchantsHome("kubki", "lampy")
        let made = try await home.call("token", "new", "--merchant", "kubki", "--name", "script", "--scope", "read")
        #expect(made.code == 0, "\(made.complaints)")
        let token = made.output.trimmingCharacters(in: .whitespacesAndNewlines)
        try await home.serving { served in
            for name in ["kubki", "lampy"] { #expect(try await served.wait(until: name, is: "working")) }
            #expect(try await served.get("/m/kubki/api/v1/offers", token: token).status == 200)
            #expect(try await served.get("/m/lampy/api/v1/offers", token: token).status == 401)
            #expect(try await served.get("/api/v1/offers", token: token).status == 404)
            #expect(try await served.get("/m/kubki/readyz").text.contains(#""backlog":0"#))

            // Every address of a page stands under its merchant, and who is not signed in is led there.
            let page = try await served.get("/m/kubki/sign-in").text
            #expect(page.contains(#"action="/m/kubki/sign-in""#) && page.contains(#"href="/m/kubki/assets/console-"#) && page.contains("kubki"))
            #expect(!page.contains(#/(href|action|src)="\/(?!m\/kubki\/)/#))
            #expect(try await served.get("/m/kubki/orders").answer.header("location") == "/m/kubki/sign-in?next=%2Forders")
            #expect(try await served.get("/m/kubki").answer.header("location") == "/m/kubki/")

            // Which merchants there are is not listed.
            let door = try await served.get("/")
            #expect(door.status == 200 && !door.text.contains("kubki"))
            #expect(try await served.get("/m?merchant=kubki").answer.header("location") == "/m/kubki/")
            #expect(try await served.get("/m?merchant=nobody").status == 404)
        }
    }

    @Test("a call that names no merchant ends with 64 and says which there are", .timeLimit(.minutes(5)))
    func unnamed() async throws {
        let home = try MerchantsHome("kubki", "lampy")
        let call = try await home.call("freeze")
        #expect(call.code == 64 && call.complaints.contains("--merchant NAME (kubki, lampy)"), "\(call.complaints)")
        let check = try await home.call("check")
        #expect(check.code == 0, "\(check.output)")
    }
}
