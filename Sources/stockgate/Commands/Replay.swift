import ArgumentParser
import Inventory
import Storage

/// `stockgate replay DELIVERY`: puts a delivery in line to be applied again; a running gateway does so at once, another when it starts.
struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Apply a delivery again.")

    @Argument(help: "The delivery's id.") var delivery: String
    @OptionGroup var file: MerchantOption
    @OptionGroup var output: OutputOption

    func run() async throws {
        let id = DeliveryID(delivery)
        try await file.load().configuration.withStore { store in
            try await store.replay(id: id)
        }
        if output.json {
            try Terminal.say(json: ["delivery": id.text, "state": DeliveryState.accepted.rawValue])
        } else {
            Terminal.say("delivery \(id) will be applied again")
        }
    }
}
