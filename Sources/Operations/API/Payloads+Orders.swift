import Inventory
import Payload
import Storage

extension OrderView {
    var payload: PayloadValue {
        [
            "id": .string(id.text), "account": .string(account.text), "status": .string(status.rawValue), "fulfilment": .string(fulfilment.rawValue),
            "bought_at": .moment(boughtAt), "total": .text(total?.decimal), "currency": .text(total?.currency), "buyer": buyer?.payload ?? .null,
            "lines": .array(lines.map(\.payload)), "invoice": invoice?.payload ?? .null,
        ]
    }
}

extension OrderLineView {
    fileprivate var payload: PayloadValue {
        [
            "id": .string(line.id.text), "offer": .string(line.offer.text), "name": .string(line.offerName), "product": .text(product?.text),
            "quantity": PayloadValue(line.quantity), "pieces": .count(pieces), "price": .text(line.price?.decimal),
            "currency": .text(line.price?.currency), "reservation": .string(reservation.rawValue),
            "holdings": .array(
                holdings.map { ["product": .string($0.product.text), "pieces": PayloadValue($0.pieces), "open": PayloadValue($0.open)] }),
        ]
    }
}

extension OrderParties.Buyer {
    fileprivate var payload: PayloadValue {
        [
            "login": .string(login), "email": .string(email), "first_name": .string(firstName), "last_name": .string(lastName),
            "company": .text(companyName), "phone": .text(phone),
            "address": address.map {
                ["street": .string($0.street), "zip": .string($0.zip), "city": .string($0.city), "country": .string($0.country)]
            } ?? .null,
        ]
    }
}

extension OrderInvoiceView {
    fileprivate var payload: PayloadValue {
        [
            "id": .string(id), "number": .text(number), "total": .text(total?.decimal), "currency": .text(total?.currency),
            "ksef": .text(ksefNumber), "uploaded_at": .moment(uploadedAt),
        ]
    }
}

extension ReservationView {
    var payload: PayloadValue {
        ["order": .string(order.text), "line_item": .string(line.text), "quantity": PayloadValue(pieces), "since": .moment(since)]
    }
}
