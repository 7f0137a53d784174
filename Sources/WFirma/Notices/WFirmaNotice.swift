public import Inventory
public import Payload

/// What a webhook of kind `wfirma` says. Our own shapes carry facts; wFirma's own two only say where to look.
public enum WFirmaNotice: Sendable, Equatable {
    /// A warehouse document as it stands now, told by a signing or certified sender.
    case document(WarehouseDocument)
    /// A document of a kind that is not known here (`type`): kept, and a person decides.
    case unknownDocumentKind(String)
    /// A good's count in a warehouse, or only that it changed.
    case stock(StockNotice)
    /// wFirma itself says that something changed.
    case look(Look)

    /// Reads a notice in any of the shapes. A fault names the field by its JSON pointer; what it says is safe to send back.
    public init(_ payload: PayloadValue) throws(PayloadFault) {
        guard case .object = payload else { throw PayloadFault(reason: "the body is not an object", pointer: "") }
        if let look = Look(payload) {
            self = .look(look)
            return
        }
        let event = try payload.required("event") { value throws(PayloadFault) in try value.words() }
        switch event {
        case "warehouse_document.added", "warehouse_document.changed", "warehouse_document.deleted":
            let isDeleted = event == "warehouse_document.deleted"
            self = try payload.required("warehouse_document") { value throws(PayloadFault) in
                try Self.document(value, isDeleted: isDeleted, mayBeEmpty: event != "warehouse_document.added")
            }
        case "good.count_changed":
            self = .stock(try StockNotice(payload))
        default: throw PayloadFault(reason: "the event '\(printable(event, limit: 64))' is not known").under("event")
        }
    }
}

/// Reading the times that wFirma and signing senders write.
func noticeTime(_ value: PayloadValue) throws(PayloadFault) -> Timestamp {
    guard let text = value.text, let moment = WFirmaTime.moment(text) ?? Timestamp(rfc3339: text) else {
        throw PayloadFault(reason: "is neither YYYY-MM-DD HH:MM:SS nor a time of RFC 3339")
    }
    return moment
}

/// Reading a count of goods: a number or a string, at most four decimals.
func noticeCount(_ value: PayloadValue) throws(PayloadFault) -> StockAmount {
    guard let text = value.text, let count = StockAmount(text) else {
        throw PayloadFault(reason: "is not a decimal number with at most four decimals")
    }
    return count
}

/// Reading the `id` of a branch such as `{"id": "1"}`.
func noticeReference(_ value: PayloadValue) throws(PayloadFault) -> String {
    try value.required("id") { id throws(PayloadFault) in try id.identifier() }
}
