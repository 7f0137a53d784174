import ArgumentParser
import Inventory
import Operations
import Payload
import Storage

/// `stockgate plan`: what would be sent to Allegro now, and why; sends nothing (R32).
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show what would be sent to Allegro now, and why. Sends nothing.")

    @OptionGroup var file: ConfigurationOption
    @OptionGroup var output: OutputOption
    @Option(name: .long, parsing: .upToNextOption, help: "Only these offers.")
    var offer: [String] = []

    func run() async throws {
        let configuration = try file.load().configuration
        let brake = Brake.Rules(configuration.safety)
        let plans = try await configuration.withStore { store in
            try await store.plans(for: offer.isEmpty ? nil : offer.map { OfferID($0) }, brake: brake, at: systemClock())
        }
        if output.json {
            Console.say(json: ["items": .array(plans.map { $0.plan.payload(of: $0.offer) })])
        } else {
            for (offer, plan) in plans {
                let target = plan.target.map(String.init) ?? "?"
                Console.say("\(offer.id)  \(offer.shown?.exact.map(String.init) ?? "?") → \(target)  \(plan.action.words)  (\(plan.reason.rawValue))")
            }
            if plans.isEmpty { Console.say("no synchronised offer") }
        }
    }
}

extension Plan.Action {
    fileprivate var words: String {
        switch self {
        case .keep: "keep"
        case .add(let pieces): "add \(pieces)"
        case .set(let quantity): "set \(quantity)"
        case .end: "end"
        case .resume(let quantity): "resume with \(quantity)"
        }
    }
}

/// `stockgate explain OFFER`: R24's chain.
struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Explain what an offer shows, step by step, with causes.")

    @OptionGroup var file: ConfigurationOption
    @OptionGroup var output: OutputOption
    @Argument(help: "The offer's id on Allegro.")
    var offer: String

    func run() async throws {
        let configuration = try file.load().configuration
        let explanation = try await configuration.withStore { store in try await store.explanation(of: OfferID(offer)) }
        guard let explanation else { throw CommandFailure(.badData, "there is no offer \(offer)") }
        if output.json {
            Console.say(json: explanation.payload)
            return
        }
        let target = explanation.target.map(String.init) ?? "?"
        Console.say("offer \(offer): shows \(explanation.shown.map(String.init) ?? "?"), target \(target)")
        for step in explanation.steps {
            let value =
                switch step.value {
                case .amount(let amount): amount.description
                case .pieces(let pieces): String(pieces)
                case nil: "?"
                }
            Console.say("  \(step.name.rawValue)\(step.product.map { " of \($0)" } ?? "")  \(value)")
            for cause in step.causes {
                let delta = cause.delta.map { " \($0.tenThousandths > 0 ? "+" : "")\($0)" } ?? ""
                Console.say("    \(cause.name)\(delta)\(cause.at.map { "  \($0)" } ?? "")")
            }
        }
    }
}
