import Foundation
import FuzzTargets

// What libFuzzer calls. Which target: STOCKGATE_FUZZ_TARGET.

private let target: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["STOCKGATE_FUZZ_TARGET"] ?? ""
    guard let target = FuzzTarget(rawValue: name) else {
        fatalError("STOCKGATE_FUZZ_TARGET is one of \(FuzzTarget.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return target
}()

/// Writes the seeds into the folder STOCKGATE_FUZZ_SEEDS, which libFuzzer is given as a corpus.
@_cdecl("LLVMFuzzerInitialize")
public func prepare(_: UnsafeMutablePointer<CInt>?, _: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>?) -> CInt {
    guard let folder = ProcessInfo.processInfo.environment["STOCKGATE_FUZZ_SEEDS"] else { return 0 }
    for (number, seed) in target.seeds.enumerated() {
        _ = FileManager.default.createFile(atPath: "\(folder)/seed-\(number)", contents: Data(seed))
    }
    return 0
}

@_cdecl("LLVMFuzzerTestOneInput")
public func tryOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    let done = DispatchSemaphore(value: 0)
    Task {
        await target.run(input)
        done.signal()
    }
    done.wait()
    return 0
}
