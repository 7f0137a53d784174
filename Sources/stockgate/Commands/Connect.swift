import Allegro
import ArgumentParser
import CurlClient
import Foundation
import Gateway
import Inventory
import Payload
import Storage
import WFirma

/// `stockgate connect`: authorises an Allegro account, or checks the keys of wFirma.
struct Connect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Authorise and check the other sides.", subcommands: [ConnectAllegro.self, ConnectWFirma.self])
}

/// `stockgate connect allegro [ACCOUNT]`: OAuth's device flow (RFC 8628).
struct ConnectAllegro: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "allegro", abstract: "Authorise an Allegro account.",
        discussion: "Prints an address and a code, one a line; open the address, sign in and confirm the code.")

    @OptionGroup var file: ConfigurationOption
    @OptionGroup var output: OutputOption
    @Argument(help: "The account's name in the configuration; may be left out when there is one.")
    var account: String?

    func run() async throws {
        let configuration = try file.load().configuration
        let chosen = try configuration.allegroAccount(named: account)
        try await configuration.withStore { store in
            let exchange = CurlExchange(CurlOptions(caFile: chosen.caFile))
            do {
                let login = try await AccountSignIn(account: chosen, exchange: exchange, store: store).run { address, code in
                    if output.json {
                        Terminal.say(json: ["address": .string(address), "code": .string(code)])
                    } else {
                        Terminal.say(address)
                        Terminal.say(code)
                    }
                }
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
}

/// One run of the device flow, from the code on the screen to tokens in the store.
struct AccountSignIn {
    /// RFC 8628, 3.5: what `slow_down` adds to the interval.
    private static let slowDown: Duration = .seconds(5)
    /// How often what may be asked again without harm is asked, and how long after a failure.
    private static let tries = 5
    private static let pause: Duration = .milliseconds(500)

    let account: AllegroAccount
    let exchange: any Exchange
    let store: Store

    private var key: ApplicationKey { ApplicationKey(clientID: account.clientID, clientSecret: account.clientSecret) }

    /// Signs in and returns the seller's login. Throws a ``CommandFailure`` in plain words.
    func run(show: (_ address: String, _ code: String) -> Void) async throws -> String {
        let client = AllegroClient(exchange: exchange, endpoint: AllegroEndpoint(account))
        do {
            let started = try await Self.patiently { () throws(AllegroError) in try await client.startDeviceSignIn(key).value }
            show(started.completeAddress ?? started.address, started.userCode)
            let pair = try await wait(for: started, client)
            try await AccountTokens(pair, at: systemClock()).save(AccountName(account.account), to: store)
            try await store.settleProblem(.authorisationExpired, subject: account.account, at: systemClock())
            return try await Self.patiently { () throws(AllegroError) in try await client.me(token: pair.access).value.login }
        } catch let error as AllegroError {
            throw CommandFailure(error.isWorthRetrying ? .unavailable : .badData, "\(error)")
        }
    }

    /// What `ask` brings, asked again where the failure may pass.
    private static func patiently<Answer>(_ ask: () async throws(AllegroError) -> Answer) async throws -> Answer {
        for _ in 1..<tries {
            do throws(AllegroError) { return try await ask() } catch {
                guard error.isWorthRetrying else { throw error }
                try await Task.sleep(for: pause)
            }
        }
        return try await ask()
    }

    private func wait(for started: DeviceSignIn, _ client: AllegroClient) async throws -> TokenPair {
        let deadline = systemClock() + started.expiresIn
        var interval = started.interval
        while systemClock() < deadline {
            try await Task.sleep(for: interval)
            do {
                switch try await client.deviceToken(started.deviceCode, key).value {
                case .granted(let pair): return pair
                case .pending: continue
                case .slowDown: interval += Self.slowDown
                case .denied: throw CommandFailure(.badData, "the authorisation was refused on Allegro's page")
                case .expired: throw CommandFailure(.tryLater, "the code has expired; run the command again")
                }
            } catch let error as AllegroError where error.isWorthRetrying {
                // RFC 8628, 3.5: on a connection time-out the client slows down.
                interval += Self.slowDown
            }
        }
        throw CommandFailure(.tryLater, "the code has expired; run the command again")
    }
}

/// `stockgate connect wfirma`: checks the keys and the company, lists the warehouses.
struct ConnectWFirma: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "wfirma", abstract: "Check wFirma's keys, company and warehouses.")

    @OptionGroup var file: ConfigurationOption
    @OptionGroup var output: OutputOption

    func run() async throws {
        let wfirma = try file.load().configuration.wfirma
        let client = WFirmaClient(wfirma)
        do throws(WFirmaError) {
            let company = try await client.company()
            let warehouses = try await client.warehouses().rows
            guard !output.json else {
                return Terminal.say(json: [
                    "company": ["id": .string(company.id), "name": .string(company.name)],
                    "warehouses": .array(warehouses.map { ["id": .string($0.id.text), "name": .string($0.name)] }),
                ])
            }
            Terminal.say("company \(company.id) \(company.name)")
            for warehouse in warehouses { Terminal.say("warehouse \(warehouse.id) \(warehouse.name)") }
        } catch {
            throw CommandFailure(error.isWorthRetrying ? .unavailable : .badData, "\(error)")
        }
    }
}

extension GatewayConfiguration {
    fileprivate func allegroAccount(named name: String?) throws(CommandFailure) -> AllegroAccount {
        if let name {
            guard let account = allegro.first(where: { $0.account == name }) else {
                throw CommandFailure(.usage, "there is no account \(name) in the configuration")
            }
            return account
        }
        guard let account = allegro.first, allegro.count == 1 else {
            throw CommandFailure(.usage, "name the account: \(allegro.map(\.account).joined(separator: ", "))")
        }
        return account
    }
}
