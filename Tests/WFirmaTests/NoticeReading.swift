import Payload
import WFirma

func notice(json text: String) throws(PayloadFault) -> WFirmaNotice { try WFirmaNotice(PayloadValue.json(Array(text.utf8))) }

func notice(xml text: String) throws(PayloadFault) -> WFirmaNotice { try WFirmaNotice(PayloadValue.xml(Array(text.utf8))) }

/// A release of 3 pieces of good 501, with each of `changes` put in place of a field, or the field taken out where it is nil.
func document(event: String = "warehouse_document.added", _ changes: [String: PayloadValue?] = [:]) -> PayloadValue {
    var branch: PayloadObject = [
        "id": "9001", "type": "WZ", "fullnumber": "WZ 12/2026", "version": 1, "date": "2026-11-24", "modified": "2026-11-24 10:15:00",
        "warehouse": ["id": "1"], "warehouse_to": ["id": "2"], "id_external": .null, "invoice": ["id": "77"],
        "warehouse_document_contents": [["good": ["id": "501"], "count": "3.0000"]],
    ]
    for (key, value) in changes { branch[key] = value }
    return ["event": .string(event), "warehouse_document": .object(branch)]
}
