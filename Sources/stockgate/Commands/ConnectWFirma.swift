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
            gives each of them a key of its own, printed once: list it under webhook_keys of that source, or wFirma takes our answers for failures.
            """)

    @OptionGroup var file: ConfigurationOption
    @OptionGroup var output: OutputOption
    @Flag(help: "Make the webhooks that are missing.")
    var webhooks = false

    func run() async throws {
        let configuration = try file.load().configuration
        let client = WFirmaClient(configuration.wfirma)
        if webhooks, try await configuration.withStore({ try await $0.settings().frozen }) {
            throw CommandFailure(.tryLater, "everything is frozen, so nothing is made in wFirma; stockgate thaw first")
        }
        do throws(WFirmaError) {
            let company = try await client.company()
            let warehouses = try await client.warehouses().rows
            let bonds = try await WebhookBonds.look(configuration.webhookAddresses, client)
            let made = webhooks ? try await bonds.makeMissing(client) : []
            if output.json { tellJSON(company, warehouses, bonds, made) } else { tell(company, warehouses, bonds, made) }
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
                Terminal.say("webhook \(made.bond.event) made for source \(made.bond.source), key \(webhook.key?.text ?? "-")")
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
            case .success(let webhook): row["key"] = .string(webhook.key?.text ?? "")
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
        var event: String
    }

    struct Made: Sendable {
        var bond: Bond
        var outcome: Result<WFirmaWebhook, WFirmaError>
    }

    /// What we want to hear of: stock, and invoices for the sake of their releases.
    private static let events = ["warehouse_good/change_state", "invoice/add", "invoice/edit", "invoice/del"]

    var found: [Bond] = []
    var missing: [Bond] = []

    static func look(_ addresses: [(source: String, address: String)], _ client: WFirmaClient) async throws(WFirmaError) -> WebhookBonds {
        var known: [WFirmaWebhook] = []
        var page = 1
        while true {
            let read = try await client.webhooks(page: page)
            known += read.rows
            if read.isLast { break }
            page += 1
        }
        var bonds = WebhookBonds()
        for (source, address) in addresses {
            for event in events {
                let bond = Bond(source: source, address: address, event: event)
                if known.contains(where: { $0.url == address && $0.event == event }) { bonds.found.append(bond) } else { bonds.missing.append(bond) }
            }
        }
        return bonds
    }

    /// An event that this wFirma does not know is refused, and told; the others are made.
    func makeMissing(_ client: WFirmaClient) async throws(WFirmaError) -> [Made] {
        var made: [Made] = []
        for bond in missing {
            do {
                made.append(Made(bond: bond, outcome: .success(try await client.addWebhook(url: bond.address, event: bond.event))))
            } catch .refused(let code, let faults) {
                made.append(Made(bond: bond, outcome: .failure(.refused(code: code, faults: faults))))
            }
        }
        return made
    }
}

extension GatewayConfiguration {
    /// The address of each source that wFirma's own webhooks can be known at; none while nobody says what senders see.
    fileprivate var webhookAddresses: [(source: String, address: String)] {
        guard let base = publicListener.url else { return [] }
        return sources.filter { $0.kind == .wfirma && ($0.pathSecret != nil || !$0.webhookKeys.isEmpty) }.map { source in
            (source.name, "\(base)/webhooks/\(source.name)" + (source.pathSecret?.text.map { "/\($0)" } ?? ""))
        }
    }
}
