/// wFirma's own kinds of warehouse document. A transfer (MM) has no module: it shows in the counts alone.
public enum WarehouseDocumentType: String, Sendable, CaseIterable {
    /// From a supplier.
    case pz = "PZ"
    /// From inside the company.
    case pw = "PW"
    /// To a buyer.
    case wz = "WZ"
    /// To inside the company.
    case rw = "RW"

    /// Goods come in.
    var isReceipt: Bool { self == .pz || self == .pw }

    /// The module that gets one by its id.
    var module: String {
        switch self {
        case .pz: "warehouse_document_p_z"
        case .pw: "warehouse_document_p_w"
        case .wz: "warehouse_document_w_z"
        case .rw: "warehouse_document_r_w"
        }
    }
}
