/// The scan of an uploaded file rejects it.
struct RejectedScan: SandboxFault {
    var rejectsFile: Bool { true }
}
