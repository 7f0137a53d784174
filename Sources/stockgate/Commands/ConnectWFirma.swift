import ArgumentParser
import Inventory
import OpenSSLCrypto
import Payload
import Storage
import WFirma

/// `stockgate connect wfirma`: checks the keys and the company, lists the warehouses, tells which webhooks lead here, and makes what is missing
/// where that is asked for.
struct ConnectWFirma: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wfirma", abstract: "Check wFirma's keys, company, warehouses and webhooks.",
        discussion: """
            With --webhooks it makes, in wFirma, the webhooks that are missing for each source of kind wfirma with a path secret or webhook keys. wFirma \
            gives each of them a key of its own, printed once: list them under webhook_keys of that source, in the order of their numbers, or wFirma takes \
            our answers for failures.
            """)

    @OptionGroup var file: MerchantOption
    @OptionGroup var output: OutputOption
    @Flag(help: "Make the webhooks that are missing.")
    var webhooks = false

    func run() async throws {
        let configuration = try file.load().configuration
        let client = WFirmaClient(configuration.wfirma)
        if webhooks, try await configuration.withStore({ try await $0.isFrozen() }) {
            throw CommandFailure(
                .tryLater, "everything is frozen, or in the shadow of another program, so nothing is made in wFirma; stockgate thaw first")
        }
        do throws(WFirmaError) {
            let company = try await client.company()
            let warehouses = try await client.warehouses().rows
            let bonds = try await WebhookBonds.look(configuration.webhookAddresses, client)
            let made = webhooks ? await bonds.makeMissing(client) : []
            // Whatever became of the last one: the keys of those before it are told nowhere else.
            if output.json { tellJSON(company, warehouses, bonds, made) } else { tell(company, warehouses, bonds, made) }
            switch made.last?.outcome {
            case .failure(.refused)?, .success?, nil: break
            case .failure(let error)?: throw error
            }
        } catch {
            throw CommandFailure(error.isWorthRetrying ? .unavailable : .badData, "\(error)")
        }
    }

    private func tell(_ company: Company, _ warehouses: [Warehouse], _ bonds: WebhookBonds, _ made: [WebhookBonds.Made]) {
        Terminal.say("company \(company.id) \(company.name)")
        for warehouse in warehouses { Terminal.say("warehouse \(warehouse.id) \(warehouse.name)") }
        for bond in bonds.found { Terminal.say("webhook \(bond.event) leads to source \(bond.source)") }
        for made in made {
            switch made.outcome {
            case .success(let webhook):
                Terminal.say("webhook \(made.bond.event) made for source \(made.bond.source), key \(webhook.key?.text ?? "-"), number \(made.number)")
            case .failure(let error) where error.mayHaveHappened:
                Terminal.say(
                    "webhook \(made.bond.event) for source \(made.bond.source) may have been made or not: \(error); "
                        + "run this again, and look for its key in wFirma where it then leads here")
            case .failure(let error): Terminal.say("webhook \(made.bond.event) for source \(made.bond.source) was refused: \(error)")
            }
        }
        if made.isEmpty { for bond in bonds.missing { Terminal.say("webhook \(bond.event) is missing for source \(bond.source)") } }
    }

    private func tellJSON(_ company: Company, _ warehouses: [Warehouse], _ bonds: WebhookBonds, _ made: [WebhookBonds.Made]) {
        func told(_ bond: WebhookBonds.Bond) -> PayloadObject { ["event": .string(bond.event), "source": .string(bond.source)] }
        let fresh = made.map { made -> PayloadValue in
            var row = told(made.bond)
            switch made.outcome {
            case .success(let webhook): (row["key"], row["number"]) = (.string(webhook.key?.text ?? ""), .number(String(made.number)))
            case .failure(let error) where error.mayHaveHappened: row["unknown"] = .string("\(error)")
            case .failure(let error): row["refused"] = .string("\(error)")
            }
            return .object(row)
        }
        Terminal.say(json: [
            "company": ["id": .string(company.id), "name": .string(company.name)],
            "warehouses": .array(warehouses.map { ["id": .string($0.id.text), "name": .string($0.name)] }),
            "webhooks": [
                "found": .array(bonds.found.map { .object(told($0)) }), "missing": .array(bonds.missing.map { .object(told($0)) }),
                "made": .array(fresh),
            ],
        ])
    }
}

/// Which of wFirma's webhooks lead to which source of ours.
struct WebhookBonds {
    struct Bond: Equatable, Sendable {
        var source: String
        var address: String
        /// A source without a path secret knows every webhook by the key in its body.
        var isNumbered: Bool
        var event: String
    }

    struct Made: Sendable {
        var bond: Bond
        /// Among the webhooks of its source, and so of its key in the source's list; from 1.
        var number: Int
        var outcome: Result<WFirmaWebhook, WFirmaError>
    }

    /// What we want to hear of: stock, and invoices for the sake of their releases.
    private static let events = ["warehouse_good/change_state", "invoice/add", "invoice/edit", "invoice/del"]

    var found: [Bond] = []
    var missing: [Bond] = []

    static func look(
        _ addresses: [(source: String, address: String, isNumbered: Bool)], _ client: WFirmaClient
    ) async throws(WFirmaError) -> WebhookBonds {
        var known: [WFirmaWebhook] = []
        var page = 1
        while true {
            let read = try await client.webhooks(page: page)
            known += read.rows
            if read.isLast { break }
            page += 1
        }
        var bonds = WebhookBonds()
        for (source, address, isNumbered) in addresses {
            for event in events {
                let bond = Bond(source: source, address: address, isNumbered: isNumbered, event: event)
                let isThere = known.contains { leads($0.url, to: address) && $0.event == event }
                if isThere { bonds.found.append(bond) } else { bonds.missing.append(bond) }
            }
        }
        return bonds
    }

    /// An event that this wFirma does not know is refused, and told; the others are made. Where nobody knows what became of one, none is tried after it.
    ///
    /// Beyond a source's first webhook the address ends in its number, so that a notice without its key is answered with the right one.
    func makeMissing(_ client: WFirmaClient) async -> [Made] {
        var made: [Made] = []
        var counts: [String: Int] = [:]
        for bond in found { counts[bond.source, default: 0] += 1 }
        for bond in missing {
            let number = counts[bond.source, default: 0] + 1
            let address = bond.isNumbered && number > 1 ? "\(bond.address)/\(number)" : bond.address
            do throws(WFirmaError) {
                made.append(Made(bond: bond, number: number, outcome: .success(try await client.addWebhook(url: address, event: bond.event))))
                counts[bond.source] = number
            } catch {
                made.append(Made(bond: bond, number: number, outcome: .failure(error)))
                guard case .refused = error else { break }
            }
        }
        return made
    }

    private static func leads(_ url: String, to address: String) -> Bool {
        url == address || url.hasPrefix(address) && url.dropFirst(address.count).wholeMatch(of: #/\/[1-9][0-9]?/#) != nil
    }
}

extension GatewayConfiguration {
    /// The address of each source that wFirma's own webhooks can be known at; none while nobody says what senders see.
    fileprivate var webhookAddresses: [(source: String, address: String, isNumbered: Bool)] {
        guard let base = publicListener.url else { return [] }
        return self.sources.filter { $0.kind == .wfirma && ($0.pathSecret != nil || !$0.webhookKeys.isEmpty) }.map { source in
            (source.name, "\(base)/webhooks/\(source.name)" + (source.pathSecret?.text.map { "/\($0)" } ?? ""), source.pathSecret != nil)
        }
    }
}
