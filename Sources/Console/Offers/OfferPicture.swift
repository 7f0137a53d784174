import Foundation

/// Where an offer's picture may come from. Allegro names it, and a page may lead a browser nowhere else.
enum OfferPicture {
    private static let domain = "allegroimg.com"
    /// As a content security policy writes it.
    static let hosts = "https://*.\(domain)"

    /// The address, where it is one of Allegro's pictures.
    static func address(_ text: String?) -> String? {
        guard let text, let url = URL(string: text), url.scheme == "https", url.port == nil, url.host()?.hasSuffix(".\(domain)") == true
        else { return nil }
        return text
    }
}
