/// wFirma refuses an invoice under the status code OK; the reason hangs deep in the answer.
struct QuietRefusal: SandboxFault {
    var refusesQuietly: Bool { true }
}
