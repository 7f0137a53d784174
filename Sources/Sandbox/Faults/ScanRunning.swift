/// An upload is answered 422 as if a scan were running, in bursts even at a first file (threads 8507, 13223).
struct ScanRunning: SandboxFault {
    var blocksScan: Bool { true }
}
