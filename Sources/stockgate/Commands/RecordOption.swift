import ArgumentParser
import Foundation
import Sandbox

/// `--record FILE`: what is said to the simulated systems and what they answer, to look at or to check.
struct RecordOption: ParsableArguments {
    @Option(
        name: .customLong("record"),
        help: "Append every request to the simulated Allegro and its answer to FILE, a line of JSON each; secrets are left out.")
    var path: String?

    func attach(to world: SandboxWorld) throws {
        guard let path else { return }
        // O_APPEND: several may write to one file, and lines stay whole.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw CommandFailure(.inputOutput, "\(path) cannot be written: \(String(cString: strerror(errno)))") }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        world.observe { exchange in
            if exchange.side == .allegro { try? file.write(contentsOf: Data(exchange.line.utf8)) }
        }
    }
}
