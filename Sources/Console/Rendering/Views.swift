import Foundation
import HTTPTypes
import Hummingbird
import Inventory
import Mustache
import NIOCore
import Storage

/// The templates, read once, and the texts of every page in both languages.
struct Views: Sendable {
    /// Of every console of this process.
    static let shared = Result { try Views() }

    private let library: MustacheLibrary

    /// Throws where a template cannot be read.
    init() throws {
        var library = MustacheLibrary()
        for (name, bytes) in Templates.all { try library.register(String(decoding: bytes, as: UTF8.self), named: name) }
        self.library = library
    }

    /// A page inside its frame. A value that is missing is an empty place, which the tests of each page would notice.
    func html<Shown: Page>(_ page: Shown, in frame: Frame, language: Language) -> String {
        var context = Tree.fields(of: page, in: language)
        context["t"] = Tree.fields(of: Shown.words, in: language)
        context["w"] = Tree.fields(of: FrameWords(), in: language)
        context["frame"] = Tree.fields(of: frame, in: language)
        return library.render(context, withTemplate: Shown.template) ?? ""
    }
}

extension Desk {
    /// The answer that shows a page to the one who looks.
    func show(_ page: some Page, _ visit: Visit, status: HTTPResponse.Status = .ok, notice: String? = nil) async throws -> Response {
        let figures = visit.user == nil ? FrameFigures() : try await store.frameFigures()
        var frame = Frame(visit, title: page.title, section: page.section, figures: figures, notice: notice)
        frame.showsPictures = facts.showsPictures
        frame.merchant = base.merchant
        let html = base.page(views.html(page, in: frame, language: visit.language))
        return Response(
            status: status, headers: [.contentType: "text/html; charset=utf-8"], body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }

    /// After a form: the page that it leads to, asked for anew.
    func see(_ place: String) -> Response { Response(status: .seeOther, headers: [.location: base.address(place)]) }
}
