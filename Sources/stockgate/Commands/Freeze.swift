import ArgumentParser
import Storage

/// `stockgate freeze`: nothing more is sent to Allegro and wFirma, while intake, reading and planning go on (R49).
struct Freeze: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Stop everything that is sent to Allegro and wFirma.")

    @OptionGroup var file: MerchantOption
    @OptionGroup var output: OutputOption

    func run() async throws { try await setFrozen(true, file, output) }
}

/// `stockgate thaw`: what is then right is sent (R49).
struct Thaw: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Send again what is right, after a freeze.")

    @OptionGroup var file: MerchantOption
    @OptionGroup var output: OutputOption

    func run() async throws { try await setFrozen(false, file, output) }
}

private func setFrozen(_ frozen: Bool, _ file: MerchantOption, _ output: OutputOption) async throws {
    let (settings, isShadow) = try await file.load().configuration.withStore { store in
        (try await store.updateSettings { $0.frozen = frozen }, try await store.shadowSince() != nil)
    }
    if output.json {
        try Terminal.say(json: ["frozen": settings.frozen, "shadow": isShadow])
    } else if settings.frozen {
        Terminal.say("frozen: nothing is sent to Allegro and wFirma")
    } else {
        Terminal.say(
            isShadow
                ? "thawed, but in the shadow of another program (mode: shadow): nothing is sent before the configuration says mode: live"
                : "thawed: what is right is sent again")
    }
}
