import TLSProbe
import Testing

/// Runs a suite's tests, which talk over blocking sockets, beside the threads that all other tests share.
struct BlockingTrait: TestTrait, SuiteTrait, TestScoping {
    let isRecursive = true

    func provideScope(for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void) async throws {
        try await withTaskExecutorPreference(OwnThreads.shared) { try await function() }
    }
}

extension Trait where Self == BlockingTrait {
    static var blocking: Self { BlockingTrait() }
}
