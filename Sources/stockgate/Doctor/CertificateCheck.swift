import Foundation
import Inventory
import NIOOpenSSL

/// A listener's certificate and key, judged before a client does.
enum CertificateCheck {
    /// A certificate that ends sooner is to be replaced now.
    static let renewalDays = 14

    struct Facts: Sendable {
        /// `public` or `private`.
        let listener: String
        let found: Result<CertificateFacts, TLSError>
        /// The host that senders use; nil where nobody says.
        let host: String?
        /// Senders have nothing but their system's authorities.
        let isPublic: Bool
        let now: Timestamp
    }

    static func judge(_ facts: Facts) -> [Finding] {
        let prefix = "\(facts.listener): "
        let certificate: CertificateFacts
        switch facts.found {
        case .failure(let error):
            return [.fail(.certificate, .configuration, prefix + error.description, "give a PEM certificate with its chain, and its key")]
        case .success(let found): certificate = found
        }
        var findings = judgeTime(certificate, prefix, facts.now)
        if !certificate.keyFits {
            findings.append(
                .fail(.certificate, .configuration, prefix + "the key is not the certificate's", "give the key that the certificate was made for"))
        }
        if let place = certificate.brokenAt {
            findings.append(
                .fail(
                    .certificate, .configuration, prefix + "certificate \(place + 1) of the file was not issued by certificate \(place + 2)",
                    "put the certificate first, then each issuer's, as the authority's fullchain file has them"))
        }
        if let host = facts.host, !certificate.stands(for: host) {
            let names = certificate.names.isEmpty ? "no name" : certificate.names
            let advice = "get a certificate for \(host), or set public.url to a name that it stands for"
            findings.append(.fail(.certificate, .configuration, prefix + "it stands for \(names), not for \(host) of public.url", advice))
        }
        if facts.isPublic, let reason = certificate.distrust {
            findings.append(
                .warn(
                    .certificate, prefix + "this system's authorities do not vouch for it: \(reason)",
                    "wFirma and most senders refuse it; get one of a public authority, or have each sender trust yours"))
        }
        guard findings.allSatisfy({ $0.verdict == .ok }) else { return findings.filter { $0.verdict != .ok } }
        return findings
    }

    private static func judgeTime(_ certificate: CertificateFacts, _ prefix: String, _ now: Timestamp) -> [Finding] {
        let until = Timestamp(seconds: certificate.validUntil)
        let days = (certificate.validUntil - now.microseconds / 1_000_000) / 86_400
        let advice = "renew it, then systemctl reload stockgate (or SIGHUP)"
        if Timestamp(seconds: certificate.validFrom) > now {
            return [
                .fail(
                    .certificate, .configuration, prefix + "it holds only from \(Timestamp(seconds: certificate.validFrom))",
                    "look at this machine's clock, or wait")
            ]
        }
        if until <= now { return [.fail(.certificate, .configuration, prefix + "it ended on \(until)", advice)] }
        if days < renewalDays { return [.warn(.certificate, prefix + "it ends in \(days) days, on \(until)", advice)] }
        let names = certificate.names.isEmpty ? certificate.subject : certificate.names
        return [.ok(.certificate, prefix + "\(names), \(days) days left, \(certificate.count) in its chain")]
    }

    static func gather(_ configuration: GatewayConfiguration, now: Timestamp) -> [Facts] {
        let open = configuration.publicListener
        let host = open.url.flatMap { URL(string: $0)?.host }
        func facts(_ listener: String, _ certificate: String, _ key: String, host: String?, isPublic: Bool) -> Facts {
            let found: Result<CertificateFacts, TLSError>
            do throws(TLSError) { found = .success(try CertificateFacts(certificateChain: .file(certificate), privateKey: .file(key))) } catch {
                found = .failure(error)
            }
            return Facts(listener: listener, found: found, host: host, isPublic: isPublic, now: now)
        }
        let first = facts("public", open.tls.certificate, open.tls.privateKey, host: host, isPublic: true)
        guard let pair = configuration.privateListener.tls else { return [first] }
        return [first, facts("private", pair.certificate, pair.privateKey, host: nil, isPublic: false)]
    }
}
