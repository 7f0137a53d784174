import ArgumentParser
import Foundation
import Inventory
import Operations
import Payload
import Storage

/// `stockgate plan`: what would be sent to Allegro now, or if something had happened, and why; sends nothing (R32).
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show what would be sent to Allegro now, and why. Sends nothing.",
        discussion: "With --with or --sync: what if. The rules run on the store in a transaction that is taken back.")

    @OptionGroup var file: MerchantOption
    @OptionGroup var output: OutputOption
    @Option(name: .long, parsing: .upToNextOption, help: "Only these offers.")
    var offer: [String] = []
    @Option(name: .long, help: "JSON: a webhook's body, or an array of them, of documents and orders that have not happened.", completion: .file())
    var with: String?
    @Option(name: .long, parsing: .upToNextOption, help: "Offers to plan as if their sync were on.")
    var sync: [String] = []

    func run() async throws {
        let configuration = try file.load().configuration
        let planning = Planning(configuration)
        let whatIf = WhatIf(deliveries: try supposed(planning), sync: sync.map { OfferID($0) })
        let asked = offer.isEmpty ? nil : offer.map { OfferID($0) }
        let forecast = try await configuration.withStore { store in
            do {
                return try await store.forecast(whatIf, for: asked, terms: planning.terms, at: systemClock())
            } catch let reason as DeadReason {
                throw CommandFailure(reason, in: with)
            }
        }
        if output.json { Terminal.say(json: forecast.payload) } else { Self.tell(forecast) }
    }

    private func supposed(_ planning: Planning) throws -> [UnderstoodDelivery] {
        guard let with else { return [] }
        guard let bytes = FileManager.default.contents(atPath: with) else { throw CommandFailure(.inputOutput, "\(with) cannot be read") }
        do {
            return try planning.understand(try PayloadValue.json(Array(bytes)), systemClock())
        } catch let fault as PayloadFault {
            throw CommandFailure(.badData, "\(with): \(fault)")
        } catch let reason as DeadReason {
            throw CommandFailure(reason, in: with)
        }
    }

    private static func tell(_ forecast: Forecast) {
        for (offer, plan) in forecast.items {
            let target = plan.target.map(String.init) ?? "?"
            Terminal.say("\(offer.id)  \(offer.shown?.exact.map(String.init) ?? "?") → \(target)  \(plan.action.words)  (\(plan.reason.rawValue))")
        }
        if forecast.items.isEmpty { Terminal.say("no synchronised offer") }
        for (offer, reason) in forecast.refused { Terminal.say("\(offer)  sync would be refused: \(reason.rawValue)") }
        guard !forecast.steps.isEmpty else { return }
        Terminal.say("in this order:")
        for (place, step) in forecast.steps.enumerated() {
            let (name, value) = step.action.told
            let offers = step.offers.count == 1 ? "offer \(step.offers[0])" : "\(step.offers.count) offers"
            Terminal.say(
                "\(place + 1). \(name)\(value.map { " \($0)" } ?? "")  \(offers) of \(step.account), within \(step.leavesWithin.wholeSecondsUp) s")
        }
        Terminal.say("all has left within \(forecast.duration.wholeSecondsUp) s at Allegro's limits")
    }
}

extension CommandFailure {
    fileprivate init(_ reason: DeadReason, in file: String?) {
        self.init(.badData, "\(file ?? "the supposition"): \(reason.text)" + (reason.pointer.map { $0.isEmpty ? "" : " (at \($0))" } ?? ""))
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
