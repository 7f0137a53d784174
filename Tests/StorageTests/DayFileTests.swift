import Foundation
import Inventory
import Testing

@testable import Storage

@Suite("A recorded day's file")
struct DayFileTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "days-\(UUID().uuidString)").path

    init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

    private func day(_ name: String, lines: [String] = [], age: Duration = .zero) throws -> String {
        let snapshot = "\(folder)/snapshot"
        try Data("a store\nwith lines".utf8).write(to: URL(filePath: snapshot))
        let path = DayFolder(folder).file(of: name)
        let file = try DayFile(beginning: path, header: Array("{}".utf8), snapshot: snapshot)
        for line in lines { try file.append(Array(line.utf8)) }
        try file.sync()
        let changed = Date(timeIntervalSinceNow: -Double(age.components.seconds))
        try FileManager.default.setAttributes([.modificationDate: changed], ofItemAtPath: path)
        return path
    }

    @Test("is read as it was written; a last line that was cut off is not taken for one (R35)")
    func cutOff() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = try day("one", lines: ["first\n", "second\n", "thi"])
        let read = try StoredDay(at: path)
        #expect(read.header == Array("{}".utf8))
        #expect(read.lines == [Array("first".utf8), Array("second".utf8)])
        try read.writeSnapshot(to: "\(folder)/again")
        #expect(FileManager.default.contents(atPath: "\(folder)/again") == Data("a store\nwith lines".utf8))
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        try Data("something else".utf8).write(to: URL(filePath: path))
        #expect(throws: StorageError.self) { try StoredDay(at: path) }
    }

    @Test("goes when it is too old, and the oldest go where all together are too large; the one under way stays (R46)")
    func trimmed() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let old = try day("a", age: .seconds(10_000))
        let large = String(repeating: "x", count: 1000) + "\n"
        let (second, third) = (try day("b", lines: [large]), try day("c", lines: [large]))
        func left() -> [String] { [old, second, third].filter { FileManager.default.fileExists(atPath: $0) } }
        let yesterday = Date(timeIntervalSinceNow: -5000)
        DayFolder(folder).trim(notChangedSince: .distantPast, bytes: 1 << 20, but: nil)
        #expect(left() == [old, second, third])
        DayFolder(folder).trim(notChangedSince: yesterday, bytes: 1 << 20, but: old)
        #expect(left() == [old, second, third])
        DayFolder(folder).trim(notChangedSince: yesterday, bytes: 1 << 20, but: nil)
        #expect(left() == [second, third])
        DayFolder(folder).trim(notChangedSince: yesterday, bytes: 1500, but: nil)
        #expect(left() == [third])
    }
}
