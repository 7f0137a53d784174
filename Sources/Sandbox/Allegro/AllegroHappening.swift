/// What happens at the simulated Allegro without a request.
enum AllegroHappening: Sendable {
    case task(CommandKind, String, index: Int)
    case forgetCommand(CommandKind, String)
    case activated(String, inError: Bool)
    case operation(String)
    case forgetOperation(String)
    case event(OrderEventType, form: String, repeated: Bool)
    case form(String, OrderStep)
    case scanned(String, of: String)
    case archive(String, endedAt: SandboxInstant)
}

extension SimulatedAllegro {
    mutating func carryOut(_ happening: AllegroHappening) {
        switch happening {
        case .task(let kind, let id, let index): carryOutTask(index, of: id, kind)
        case .forgetCommand(let kind, let id): commands[kind]?[id] = nil
        case .activated(let offer, let inError): finishActivation(of: offer, inError: inError)
        case .operation(let id): carryOutOperation(id)
        case .forgetOperation(let id): operations[id] = nil
        case .event(let type, let form, let repeated): publish(type, of: form, repeated: repeated)
        case .form(let id, let step): take(step, on: id)
        case .scanned(let invoice, let order): finishScan(of: invoice, order: order)
        case .archive(let offer, let endedAt): archive(offer, endedAt: endedAt)
        }
    }
}
