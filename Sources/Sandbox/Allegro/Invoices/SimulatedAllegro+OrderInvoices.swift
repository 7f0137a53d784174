extension SimulatedAllegro {
    /// `GET /order/checkout-forms/{id}/invoices` (schema `CheckoutFormsOrderInvoices`).
    func orderInvoices(_ id: String) -> SandboxReply {
        guard let order = orders[id] else { return .allegroNotFound("Checkout form \(id)") }
        let links = order.links.map { link in
            ["id": .string(link.id), "url": .string(link.url), "createdAt": .string(link.createdAt.rfc3339)] as JSON
        }
        return .allegro(
            200,
            [
                "orderMode": "REGULAR", "invoices": .array(order.invoices.map(told)), "links": .array(links),
                "hasExternalInvoices": .bool(order.hasExternalInvoices),
            ])
    }

    /// `POST /order/checkout-forms/{id}/invoices` `{file:{name},invoiceNumber}`: declares an invoice whose file is to follow.
    mutating func postInvoice(_ id: String, _ request: SandboxRequest) -> SandboxReply {
        guard let order = orders[id] else { return .allegroNotFound("Checkout form \(id)") }
        let body = JSON(bytes: request.body)
        guard let name = body?["file"]?["name"]?.text, !name.isEmpty else {
            return .allegroError(422, code: "VALIDATION_ERROR", message: "A file name is needed", path: "file.name")
        }
        guard order.status == .readyForProcessing || order.status == .cancelled else {
            return .allegroError(422, code: "INVOICE_NOT_ALLOWED", message: "The order takes no invoice yet")
        }
        if let last = order.invoices.last {
            guard temper.invoices.allowsSeveral else {
                return .allegroError(409, code: "INVOICE_ALREADY_EXISTS", message: "The order has an invoice")
            }
            if time - last.createdAt < temper.invoices.pause { return tooManyRequests() }
        }
        let invoice = SandboxOrderInvoice(id: dice.uuid(), number: body?["invoiceNumber"]?.text, fileName: name, createdAt: time, file: nil)
        changeInvoices(of: id) { $0.append(invoice) }
        return .allegro(201, ["id": .string(invoice.id)])
    }

    /// `PUT …/invoices/{invoiceId}/file`: the raw PDF, once.
    mutating func putInvoiceFile(_ id: String, invoice: String, _ request: SandboxRequest) -> SandboxReply {
        guard let order = orders[id] else { return .allegroNotFound("Checkout form \(id)") }
        guard let declared = order.invoices.first(where: { $0.id == invoice }) else { return .allegroNotFound("Invoice \(invoice)") }
        if declared.file != nil { return .allegroError(409, code: "FILE_ALREADY_EXISTS", message: "The invoice has a file") }
        guard request.body.count <= Self.largestInvoiceBytes else {
            return .allegroError(413, code: "FILE_TOO_LARGE", message: "The file is larger than 3 MB")
        }
        guard request.body.starts(with: Array("%PDF-".utf8)) else {
            return .allegroError(422, code: "INVALID_FILE", message: "The file is no PDF")
        }
        if isScanning(order) { return .allegroError(422, code: "ANTIVIRUS_SCAN_IN_PROGRESS", message: "Another file is being scanned") }
        let file = SandboxOrderInvoice.File(bytes: request.body, uploadedAt: time)
        changeInvoice(invoice, of: id) { $0.file = file }
        agenda.add(.scanned(invoice, of: id), due: time + dice.span(in: temper.invoices.scanDelay))
        return SandboxReply(status: 200)
    }

    private static let largestInvoiceBytes = 3_000_000

    /// Whether a scan runs, or Allegro says so: refusals come in bursts (threads 8507, 13223).
    private mutating func isScanning(_ order: SandboxOrder) -> Bool {
        if faults.strike(at: time, dice: &dice, { $0.blocksScan ? true : nil }) != nil { return true }
        if order.invoices.contains(where: { $0.file?.verification == .waiting }) { return true }
        if let end = scanBurstUntil, time < end { return true }
        guard dice.hits(temper.invoices.burstShare) else { return false }
        scanBurstUntil = time + temper.invoices.burstLength
        return true
    }

    mutating func finishScan(of invoice: String, order: String) {
        let isRejected = faults.strike(at: time, dice: &dice) { $0.rejectsFile ? true : nil } ?? false
        let now = time
        changeInvoice(invoice, of: order) {
            $0.file?.verification = isRejected ? .rejected : .accepted
            $0.file?.verifiedAt = now
        }
        if temper.invoices.losesUnwanted, orders[order]?.buyer.invoice == SandboxOrder.InvoiceWish.none {
            changeInvoices(of: order) { $0.removeAll { $0.id == invoice } }
        }
    }

    /// Another program's file, scanned already. False when there is no such order.
    public mutating func attachInvoice(to id: String, number: String, at moment: SandboxInstant) -> Bool {
        advance(to: moment)
        guard orders[id] != nil else { return false }
        let file = SandboxOrderInvoice.File(bytes: Array("%PDF-1.4".utf8), uploadedAt: time, verification: .accepted, verifiedAt: time)
        let invoice = SandboxOrderInvoice(id: dice.uuid(), number: number, fileName: "\(number).pdf", createdAt: time, file: file)
        changeInvoices(of: id) { $0.append(invoice) }
        return true
    }

    /// `POST /order/{id}/billing-documents/links` `{url}`: ten at most.
    mutating func postLink(_ id: String, _ request: SandboxRequest) -> SandboxReply {
        guard var order = orders[id] else { return .allegroNotFound("Order \(id)") }
        guard let url = JSON(bytes: request.body)?["url"]?.text, url.hasPrefix("https://") else {
            return .allegroError(422, code: "VALIDATION_ERROR", message: "An https address is needed", path: "url")
        }
        guard order.links.count < 10 else { return .allegroError(422, code: "TOO_MANY_LINKS", message: "The order has ten links") }
        order.links.append(.init(id: dice.uuid(), url: url, createdAt: time))
        orders.put(order)
        return SandboxReply(status: 201)
    }

    /// Invoices come and go without the form's revision.
    private mutating func changeInvoices(of id: String, _ change: (inout [SandboxOrderInvoice]) -> Void) {
        guard var order = orders[id] else { return }
        change(&order.invoices)
        orders.put(order)
    }

    private mutating func changeInvoice(_ invoice: String, of id: String, _ change: (inout SandboxOrderInvoice) -> Void) {
        changeInvoices(of: id) { invoices in
            if let place = invoices.firstIndex(where: { $0.id == invoice }) { change(&invoices[place]) }
        }
    }

    private func told(_ invoice: SandboxOrderInvoice) -> JSON {
        let verification = invoice.file.map { file in
            JSON.fields(["status": .string(file.verification.rawValue), "verifiedAt": orAbsent(file.verifiedAt?.rfc3339)])
        }
        return .fields([
            "id": .string(invoice.id), "invoiceNumber": orAbsent(invoice.number), "createdAt": .string(invoice.createdAt.rfc3339),
            "file": .fields([
                "name": .string(invoice.fileName), "uploadedAt": orAbsent(invoice.file?.uploadedAt.rfc3339),
                "securityVerification": verification ?? orAbsent(nil),
                "verification": ["status": "NOT_APPLICABLE", "details": []],
            ]),
        ])
    }
}
