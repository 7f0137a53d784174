import ArgumentParser

@main
struct Stockgate: ParsableCommand {
    func run() throws {}
}
