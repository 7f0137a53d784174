/// A line of an invoice vanishes though wFirma answers OK.
struct LostLines: SandboxFault {
    var losesLine: Bool { true }
}
