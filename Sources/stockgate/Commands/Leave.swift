import ArgumentParser
import Inventory
import Operations
import Storage

/// `stockgate leave`: everything off, relisting given back, nothing sent afterwards (R45). The choices file holds the links.
struct Leave: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Switch everything off, give back what was changed at Allegro, and send nothing afterwards.",
        discussion: "Links stay, here and in the printed list. `stockgate thaw` and the switches bring everything back.")

    @OptionGroup var file: MerchantOption
    @OptionGroup var output: OutputOption

    func run() async throws {
        let leaving = try await file.load().configuration.withStore { try await $0.leave(at: systemClock()) }
        if output.json { return Terminal.say(json: leaving.payload) }
        Terminal.say("\(leaving.offers) offers are switched off and stay as they are; orders and documents are off")
        Terminal.say(
            leaving.isFrozen
                ? "frozen: nothing is sent any more"
                : "Allegro's own relisting of \(leaving.republishToGiveBack) offers is being given back by serve; then nothing is sent any more")
        if !leaving.unfinishedDocuments.isEmpty {
            Terminal.say("documents on their way that go no further, of orders: \(leaving.unfinishedDocuments.map(\.text).joined(separator: ", "))")
        }
        for (offer, choice) in leaving.choices.offers.sorted(by: { $0.key < $1.key }) {
            let components = (choice.link?.components ?? []).map { "\($0.units) × \($0.product)" }.joined(separator: " + ")
            Terminal.say("  offer \(offer): \(components.isEmpty ? "not linked" : components)\(choice.isSynchronised ? ", was synchronised" : "")")
        }
    }
}
