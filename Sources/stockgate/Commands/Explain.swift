import ArgumentParser
import Inventory
import Operations
import Payload
import Storage

/// `stockgate explain OFFER`: R24's chain.
struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Explain what an offer shows, step by step, with causes.")

    @OptionGroup var file: MerchantOption
    @OptionGroup var output: OutputOption
    @Argument(help: "The offer's id on Allegro.")
    var offer: String

    func run() async throws {
        let configuration = try file.load().configuration
        let explanation = try await configuration.withStore { store in try await store.explanation(of: OfferID(offer)) }
        guard let explanation else { throw CommandFailure(.badData, "there is no offer \(offer)") }
        if output.json {
            Terminal.say(json: explanation.payload)
            return
        }
        let target = explanation.target.map(String.init) ?? "?"
        Terminal.say("offer \(offer): shows \(explanation.shown.map(String.init) ?? "?"), target \(target)")
        for step in explanation.steps {
            let value =
                switch step.value {
                case .amount(let amount): amount.description
                case .pieces(let pieces): String(pieces)
                case nil: "?"
                }
            Terminal.say("  \(step.name.rawValue)\(step.product.map { " of \($0)" } ?? "")  \(value)")
            for cause in step.causes {
                let delta = cause.delta.map { " \($0.tenThousandths > 0 ? "+" : "")\($0)" } ?? ""
                Terminal.say("    \(cause.name)\(delta)\(cause.at.map { "  \($0)" } ?? "")")
            }
        }
    }
}
