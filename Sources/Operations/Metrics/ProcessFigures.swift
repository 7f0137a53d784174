import Foundation

/// The process's own figures, by the names that Prometheus' clients use. `/proc/self` is the system's face, no file of ours.
enum ProcessFigures {
    static func text() -> String {
        var text = ""
        func add(_ name: String, _ kind: String, _ help: String, _ value: String?) {
            if let value { text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n\(name) \(value)\n" }
        }
        let stat = fields(of: "/proc/self/stat")
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        // After the name in brackets: utime and stime are fields 14 and 15, starttime is 22, rss is 24 (proc(5)).
        func number(_ field: Int) -> Double? { stat.indices.contains(field - 3) ? Double(stat[field - 3]) : nil }
        if let user = number(14), let system = number(15) {
            add("process_cpu_seconds_total", "counter", "CPU time in seconds.", String((user + system) / ticks))
        }
        add(
            "process_open_fds", "gauge", "Open file descriptors.",
            (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count).map { String($0) })
        add("process_resident_memory_bytes", "gauge", "Resident memory.", number(24).map { String(Int($0) * Int(sysconf(Int32(_SC_PAGESIZE)))) })
        add("process_start_time_seconds", "gauge", "Start of the process since the Unix epoch.", startTime(number(22), ticks).map { String($0) })
        return text
    }

    private static func fields(of path: String) -> [Substring] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8), let bracket = text.lastIndex(of: ")") else { return [] }
        return text[text.index(after: bracket)...].split(separator: " ")
    }

    private static func startTime(_ started: Double?, _ ticks: Double) -> Double? {
        let stat = (try? String(contentsOfFile: "/proc/stat", encoding: .utf8)) ?? ""
        let boot = stat.split(separator: "\n").first { $0.hasPrefix("btime ") }?.split(separator: " ").last.flatMap { Double($0) }
        guard let started, let boot else { return nil }
        return boot + started / ticks
    }
}
