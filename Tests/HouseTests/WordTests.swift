import Foundation
import Testing

@Suite("What the code may say")
struct WordTests {
    @Test("nothing traps on what comes from outside")
    func noTraps() {
        let traps = #/\btry!|\bas!|\bfatalError\(|[\w\)\]]!(?=[.\s,)\]:\[(?]|$)/#
        #expect(House.sources.flatMap { $0.places(of: traps, in: $0.code) } == [])
    }

    @Test("nothing is left for later without saying so in an issue")
    func nothingUnfinished() {
        let words = #/\b(?:TODO|FIXME|XXX|HACK)\b|(?i:not implemented|unimplemented)/#
        #expect((House.sources).flatMap { $0.places(of: words, in: $0.text) } == [])
    }

    @Test("the log goes through swift-log: nothing prints but the command")
    func onlyTheCommandPrints() {
        let wrong = House.sources.filter { $0.target != "stockgate" }.flatMap {
            $0.places(of: #/(?m)(?:^|[^.\w])(?:print|debugPrint|dump)\(/#, in: $0.code)
        }
        #expect(wrong == [])
    }

    @Test("addresses name the two systems, this machine or nobody's host")
    func hosts() {
        let known = [
            "127.0.0.1", "localhost", "allegro.pl", "allegrosandbox.pl", "wfirma.pl", "allegroimg.com", "example.pl", "example.com", "example.org",
            "example.net", "example", "test", "invalid", "datatracker.ietf.org", "www.rfc-editor.org", "schemas.xmlsoap.org", "www.w3.org",
            "github.com", "wiki.mozilla.org", "standardwebhooks.com", "openssl.org", "curl.se", "sqlite.org", "swift.org",
        ]
        var wrong: [String] = []
        for file in House.sources + House.tests {
            for match in file.text.matches(of: #/\bhttps?:\/\/([A-Za-z0-9.-]+)/#) {
                let host = String(match.output.1)
                if !known.contains(where: { host == $0 || host.hasSuffix("." + $0) }) && host.contains(".") { wrong.append("\(file.path): \(host)") }
            }
        }
        #expect(wrong == [])
    }

    @Test("every link of a page, and every page that the code names, is there")
    func linksExist() {
        let pages = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"] + House.files(under: "docs", endings: [".md"])
        var missing: [String] = []
        for page in pages {
            let folder = page.contains("/") ? page.split(separator: "/").dropLast().joined(separator: "/") + "/" : ""
            for match in House.read(page).matches(of: #/\]\(([^)#\s]+)[^)]*\)/#)
            where !match.output.1.contains("://") && !match.output.1.hasPrefix("mailto:") {
                if !Self.exists(folder + match.output.1) { missing.append("\(page) links to \(match.output.1)") }
            }
        }
        let texts = pages.map { ($0, House.read($0)) } + (House.sources + House.tests).map { ($0.path, $0.text) }
        for (path, text) in texts {
            for match in text.matches(of: #/`((?:docs|scripts|Tests|Sources|Benchmarks|certs)\/[\w\/.-]+)`/#) where !match.output.1.contains("NNNN") {
                if !Self.exists(String(match.output.1)) { missing.append("\(path) names \(match.output.1)") }
            }
        }
        #expect(missing == [])
    }

    private static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: House.root.appending(path: path).path)
    }
}
