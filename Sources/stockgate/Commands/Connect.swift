import Allegro
import ArgumentParser
import CurlClient
import Gateway
import Inventory
import Payload
import QRCodes
import Storage

/// `stockgate connect`: authorises an Allegro account, or checks the keys of wFirma.
struct Connect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Authorise and check the other sides.", subcommands: [ConnectAllegro.self, ConnectWFirma.self])
}

/// `stockgate connect allegro [ACCOUNT]`: OAuth's device flow (RFC 8628).
struct ConnectAllegro: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "allegro", abstract: "Authorise an Allegro account.",
        discussion: """
            Prints an address and a code, one a line, and on a terminal the address as a QR code; open the address, sign in and confirm the code. \
            A running serve goes on with it when this call is interrupted.
            """)

    @OptionGroup var file: MerchantOption
    @OptionGroup var output: OutputOption
    @Flag(inversion: .prefixedNo, help: "Draw the address as a QR code. [default: on a terminal]")
    var qr: Bool?
    @Argument(help: "The account's name in the configuration; may be left out when there is one.")
    var account: String?

    func run() async throws {
        let configuration = try file.load().configuration
        let chosen = try configuration.allegroAccount(named: account)
        try await configuration.withStore { store in
            let exchange = CurlExchange(CurlOptions(caFile: chosen.caFile))
            do {
                let login = try await AccountSignIn(account: chosen, exchange: exchange, store: store).run(show: show)
                await exchange.close()
                if output.json {
                    Terminal.say(json: ["account": .string(chosen.account), "login": .string(login)])
                } else {
                    Terminal.say("connected as \(login)")
                }
            } catch {
                await exchange.close()
                throw error
            }
        }
    }

    private func show(address: String, code: String) {
        guard !output.json else { return Terminal.say(json: ["address": .string(address), "code": .string(code)]) }
        Terminal.say(address)
        Terminal.say(code)
        guard qr ?? Terminal.isInteractive, let picture = try? QRCode(address) else { return }
        for line in picture.halfBlocks { Terminal.say(line) }
    }
}

/// One run of the device flow, from the wish to tokens in the store. A running `serve` works the same wish; whoever has the turn asks Allegro.
struct AccountSignIn {
    /// How often the store is looked at for what another process has done.
    private static let look: Duration = .milliseconds(200)
    /// How often what may be asked again without harm is asked, and how long after a failure.
    private static let tries = 5
    private static let pause: Duration = .milliseconds(500)
    /// A person at a terminal is told after this that Allegro gives no code.
    private static let patience: Duration = .seconds(8)

    let account: AllegroAccount
    let exchange: any Exchange
    let store: Store

    private var name: AccountName { AccountName(account.account) }

    /// Signs in and returns the seller's login. Throws a ``CommandFailure`` in plain words.
    func run(show: (_ address: String, _ code: String) -> Void) async throws -> String {
        let client = AllegroClient(exchange: exchange, endpoint: AllegroEndpoint(account))
        let key = ApplicationKey(clientID: account.clientID, clientSecret: account.clientSecret)
        let connector = AccountConnector(account: name, store: store, client: client, key: key)
        try await store.wishConnection(of: name, at: systemClock())
        var shown: AccountConnection.Code?
        while true {
            if case .unkept(let grant, let reason) = try await connector.step(at: systemClock()) { try await keep(grant, connector, reason) }
            guard let connection = try await store.connection(of: name) else {
                throw CommandFailure(.badData, "somebody took the wish back; run the command again")
            }
            if let code = connection.code, code != shown {
                shown = code
                show(code.address, code.text)
            }
            switch connection.state {
            case .wished where connection.fault != nil && systemClock() - connection.wishedAt > Self.patience:
                try await store.withdrawConnection(of: name)
                throw CommandFailure(.unavailable, connection.fault ?? "")
            case .wished, .shown: try await Task.sleep(for: Self.look)
            case .connected: return try await login(connection, client)
            case .denied: throw CommandFailure(.badData, "the authorisation was refused on Allegro's page")
            case .expired: throw CommandFailure(.tryLater, "the code has expired; run the command again")
            case .failed: throw CommandFailure(.badData, connection.fault ?? "the account could not be connected")
            }
        }
    }

    /// What Allegro granted is asked for only once: it is tried until the store takes it.
    private func keep(_ grant: AccountConnector.Grant, _ connector: AccountConnector, _ reason: String) async throws {
        Terminal.complain(["stockgate: Allegro agreed, and the grant cannot be kept yet (\(reason)); tried again until it can, do not stop this"])
        while true {
            do { return try await connector.keep(grant, at: systemClock()) } catch { try await Task.sleep(for: Self.look) }
        }
    }

    private func login(_ connection: AccountConnection, _ client: AllegroClient) async throws -> String {
        if let login = connection.login { return login }
        guard let tokens = try await AccountTokens.load(name, from: store) else {
            throw CommandFailure(.badData, "the tokens are not in the store")
        }
        for _ in 1..<Self.tries {
            if let seller = try? await client.me(token: tokens.access).value { return seller.login }
            try await Task.sleep(for: Self.pause)
        }
        do throws(AllegroError) { return try await client.me(token: tokens.access).value.login } catch {
            throw CommandFailure(error.isWorthRetrying ? .unavailable : .badData, "connected, but Allegro does not say as whom: \(error)")
        }
    }
}

extension GatewayConfiguration {
    fileprivate func allegroAccount(named name: String?) throws(CommandFailure) -> AllegroAccount {
        if let name {
            guard let account = self.allegro.first(where: { $0.account == name }) else {
                throw CommandFailure(.usage, "there is no account \(name) in the configuration")
            }
            return account
        }
        guard let account = self.allegro.first, self.allegro.count == 1 else {
            throw CommandFailure(.usage, "name the account: \(self.allegro.map(\.account).joined(separator: ", "))")
        }
        return account
    }
}
