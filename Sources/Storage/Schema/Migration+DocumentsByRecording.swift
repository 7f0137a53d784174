extension Migration {
    /// Which releases stand that wFirma recorded lately is asked at each whole comparison (R7).
    static let documentsByRecording = Migration(
        name: "documents by recording", sql: "CREATE INDEX documents_by_recording ON documents (recorded_at, id) WHERE is_deleted = 0;")
}
