import Testing

@testable import stockgate

@Suite("Faults of the configuration")
struct ConfigurationFaultTests {
    let folder: ConfigurationFolder

    init() throws { folder = try ConfigurationFolder() }

    @Test("every fault is listed at once, in the file's order, with line and column")
    func everyFaultAtOnce() {
        let text = """
            databse: stockgate.db
            public:
              listen: everywhere
              tls: {certificate: chain.pem, private_key: lost.pem, client_certificates: requird}
              body_limit: 1MB
            sources:
              - {name: wfirma, kind: wfirm}
              - name: wfirma
                kind: wfirma
                signing_secrets: []
            intervals: {order_events: 100ms, reconcile: 5}
            wfirma: {company_id: 1, access_key: a, secret_key: s, app_key: k}
            """
        #expect(
            folder.faults(of: text) == [
                "1:1: unknown key databse; did you mean database?",
                "3:11: public.listen: \"everywhere\" is no address to listen on: write HOST:PORT, such as 127.0.0.1:9443 or [::1]:9443, with a port up to 65535",
                "4:46: public.tls.private_key: there is no file \(folder.path)/lost.pem",
                "4:77: public.tls.client_certificates: \"requird\" is none of off, optional, required; did you mean required?",
                "5:15: public.body_limit: \"1MB\" is no size: write a whole number and a unit, such as 512KiB or 1MiB",
                "7:5: source wfirma has no way of knowing its sender: give signing_secrets, webhook_keys, path_secret or client_certificates",
                "7:26: sources[0].kind: \"wfirm\" is none of wfirma, allegro; did you mean wfirma?",
                "8:5: source wfirma has no way of knowing its sender: give signing_secrets, webhook_keys, path_secret or client_certificates",
                "8:11: two sources are named wfirma",
                "11:27: intervals.order_events: \"100ms\" is too short: no less than 200ms",
                "11:45: intervals.reconcile: \"5\" is no duration: write a whole number and a unit, such as 250ms, 10s, 5m, 2h or 7d",
            ])
    }

    @Test(
        "values are checked where they stand",
        arguments: [
            (
                "public: {url: \"http://hooks.example.pl\"}",
                "public.url: \"http://hooks.example.pl\" is no https address, such as https://hooks.example.pl"
            ),
            (
                "wfirma: {api_url: \"https://u:pw@api2.wfirma.pl\"}",
                "wfirma.api_url: \"https://***@api2.wfirma.pl\" is no https address, such as https://hooks.example.pl"
            ),
            ("notifications: {email: {server: \"smtps://u:p@w@mail\"}}", "notifications.email.server: \"smtps://***@mail\" is no mail server"),
            ("database: \"postgress://u:pw@db/shop\"", "database: \"postgress://***@db/shop\" is no database"),
            ("public: {listen: \"127.0.0.1:70000\"}", "public.listen: \"127.0.0.1:70000\" is no address to listen on"),
            (
                "wfirma: {company_id: 1, access_key: a, secret_key: s, app_key: k, warehouses: [1, 2], release_warehouse: 3}",
                "wfirma.release_warehouse names 3, which wfirma.warehouses does not count: no document could be issued"
            ),
            ("{database: a/shop.db, choices_file: ./a/b/../shop.db}", "choices_file: "),
            ("{database: shop.db, choices_file: shop.db-wal}", "choices_file: "),
            ("intervals: {order_sweep: 500ms}", "intervals.order_sweep: \"500ms\" is too short: no less than 1s"),
            ("safety: {brake_share: 0.2}", "safety.brake_share: \"0.2\" is no share: write a percentage up to 100%, such as 20%"),
            ("safety: {brake_share: 120%}", "safety.brake_share: \"120%\" is no share"),
            ("safety: {command_tries: 0}", "safety.command_tries: \"0\" is no whole number from 1 to 100"),
            ("log: {level: loud}", "log.level: \"loud\" is none of trace, debug, info, notice, warning, error, critical"),
            ("log: [info]", "log must be a section"),
            ("database: [a, b]", "database must be a single value"),
            ("database: ~", "database is empty"),
            ("sources: wfirma", "sources must be a list"),
            ("secrets_key: short", "secrets_key is too short"),
            ("secrets_key: file:nowhere", "secrets_key: the secret's file "),
            ("secrets_key: env:STOCK_KEY", "secrets_key: the environment variable STOCK_KEY is not set"),
            ("secrets_key: \"\"", "secrets_key is empty: a secret must not be"),
            ("private: {listen: \"0.0.0.0:8443\"}", "public.listen and private.listen share the port 8443"),
            ("wfirma: {company_id: 1}", "wfirma.access_key is missing"),
            ("wfirma: {company_id: \"x&y=1\"}", "wfirma.company_id: \"x&y=1\" is no id"),
            ("wfirma: {warehouses: []}", "wfirma.warehouses names none: write all, or the ids of those that count"),
            ("allegro: [{application: \"Shop/1.0\\r\\nX: y\"}]", "allegro[0].application is sent in a header"),
            ("secrets_key: ~\nallegro: [{account: main}]", "secrets_key is missing"),
            ("public: {tls: {client_certificates: optional}}", "client certificates cannot be checked without public.tls.client_ca"),
            ("log: {level: info, level: debug}", "given twice: level"),
            ("log: {level: info", "this is not YAML: "),
        ])
    func valueFaults(text: String, message: String) {
        let faults = folder.faults(of: text)
        #expect(faults.contains { $0.contains(": " + message) }, "\(faults)")
    }

    @Test(
        "a source is checked against the rest of the file",
        arguments: [
            ("{name: a, kind: allegro, webhook_keys: [k]}", "source a of kind allegro needs the account whose events it sends"),
            (
                "{name: a, kind: allegro, webhook_keys: [k], account: mian}",
                "source a names the account mian, which allegro does not list; did you mean main?"
            ),
            ("{name: a, kind: wfirma, webhook_keys: [k], account: main}", "source a of kind wfirma has no account; leave it out"),
            ("{name: a, kind: wfirma, webhook_keys: [\"\"]}", "sources[0].webhook_keys[0] is empty: a secret must not be"),
            ("{name: a, kind: wfirma, webhook_keys: [k]}", "sources[0].webhook_keys[0] must have 24 to 64 bytes, as wFirma's have 32; it has 1"),
            (
                "{name: a, kind: wfirma, webhook_keys: [\(String(repeating: "k", count: 65))]}",
                "sources[0].webhook_keys[0] must have 24 to 64 bytes, as wFirma's have 32; it has 65"
            ),
            ("{name: a/b, kind: wfirma, webhook_keys: [k]}", "sources[0].name: \"a/b\" is no name"),
            ("{name: a, kind: wfirma, path_secret: short}", "sources[0].path_secret must be 8 to 200 letters"),
            ("{name: a, kind: wfirma, signing_secrets: [whsec_?]}", "sources[0].signing_secrets[0] is no signing secret"),
            ("{name: a, kind: wfirma, client_certificates: [abc]}", "sources[0].client_certificates[0]: \"abc\" is no fingerprint"),
            (
                "{name: a, kind: wfirma, client_certificates: [\"sha256:\(String(repeating: "0a", count: 32))\"]}",
                "source a is known by client certificates: set public.tls.client_certificates to optional or required"
            ),
        ])
    func sourceFaults(source: String, message: String) {
        let account = "{account: main, client_id: id, client_secret: s, application: Shop/1.0}"
        let faults = folder.faults(of: "sources: [\(source)]\nallegro: [\(account)]\n")
        #expect(faults.contains { $0.contains(": " + message) }, "\(faults)")
    }

    @Test("Allegro accounts need distinct names and a key to seal their tokens")
    func accountFaults() {
        let account = "{account: main, client_id: id, client_secret: s, application: Shop/1.0}"
        let faults = folder.faults(of: "\(smallestConfiguration)\nallegro: [\(account), \(account)]\n")
        #expect(
            faults == [
                "7:10: secrets_key is missing: Allegro's tokens are kept sealed under it (openssl rand -hex 32 makes one)",
                "7:94: two Allegro accounts are named main",
            ])
    }

    @Test("an empty file misses only what has no default")
    func emptyFile() {
        let keys = [
            "public.tls.certificate", "public.tls.private_key", "wfirma.access_key", "wfirma.app_key", "wfirma.company_id", "wfirma.secret_key",
        ]
        #expect(folder.faults(of: "") == keys.map { "1:1: \($0) is missing" })
    }
}
