import Foundation
import Inventory
import NIOConcurrencyHelpers

/// Drafts as their rows keep them, in JSON.
///
/// The one that was coded last is remembered: each step of a document reads and writes its draft again, and coding it takes longer than the rest of
/// the row. It names goods and prices, and nobody.
enum DraftText {
    private static let last = NIOLockedValueBox<(text: String, draft: OrderDocumentDraft)?>(nil)

    static func draft(in text: String) throws -> OrderDocumentDraft {
        if let last = last.withLockedValue({ $0 }), last.text == text { return last.draft }
        let draft = try JSONDecoder().decode(OrderDocumentDraft.self, from: Data(text.utf8))
        last.withLockedValue { $0 = (text, draft) }
        return draft
    }

    static func text(of draft: OrderDocumentDraft) throws -> String {
        if let last = last.withLockedValue({ $0 }), last.draft == draft { return last.text }
        let text = String(decoding: try JSONEncoder().encode(draft), as: UTF8.self)
        last.withLockedValue { $0 = (text, draft) }
        return text
    }
}
