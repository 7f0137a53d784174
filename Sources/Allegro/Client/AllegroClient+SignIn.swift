import CurlClient
import FoundationEssentials
public import OpenSSLCrypto
import Payload

extension AllegroClient {
    /// How long the OAuth server may take: a stop waits for a refresh that is under way, and has ten seconds for everything.
    static let signInTimeout: Duration = .seconds(6)

    /// Begins a device sign-in (`POST /device`, RFC 8628).
    public func startDeviceSignIn(_ key: ApplicationKey) async throws(AllegroError) -> Answered<DeviceSignIn> {
        let answer = try await send(authorise("/device", [("client_id", key.clientID)], key))
        let tree = try answer.tree()
        return answer.answered(
            DeviceSignIn(
                deviceCode: Secret(try answer.required(tree["device_code"]?.text, "device_code")),
                userCode: try answer.required(tree["user_code"]?.text, "user_code"),
                address: try answer.required(tree["verification_uri"]?.text, "verification_uri"),
                completeAddress: tree["verification_uri_complete"]?.text,
                expiresIn: .seconds(try answer.required(tree["expires_in"]?.count, "expires_in")),
                // RFC 8628: five seconds where the answer names none.
                interval: .seconds(tree["interval"]?.count ?? 5)))
    }

    /// Asks whether the seller has agreed.
    public func deviceToken(_ deviceCode: Secret, _ key: ApplicationKey) async throws(AllegroError) -> Answered<DeviceAnswer> {
        let form = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"),
            ("device_code", try Self.text(of: deviceCode, named: "the device code")),
        ]
        do {
            let answer = try await send(authorise("/token", form, key))
            return answer.answered(.granted(try Self.tokenPair(in: answer)))
        } catch .refused(let status, let faults, let traceID) {
            let outcome: DeviceAnswer =
                switch faults.first?.code {
                case "authorization_pending": .pending
                case "slow_down": .slowDown
                case "access_denied": .denied
                case "expired_token", "invalid_grant", "Invalid device code": .expired
                default: throw .refused(status: status, faults: faults, traceID: traceID)
                }
            return Answered(value: outcome, traceID: traceID)
        }
    }

    /// Gets the next pair of tokens. The old refresh token is used up from the moment Allegro reads it, whether or not its
    /// answer arrives: `.unauthorised` with `invalid_grant` then means that the seller has to sign in anew.
    public func refresh(_ refreshToken: Secret, _ key: ApplicationKey) async throws(AllegroError) -> Answered<TokenPair> {
        let form = [("grant_type", "refresh_token"), ("refresh_token", try Self.text(of: refreshToken, named: "the refresh token"))]
        do {
            let answer = try await send(authorise("/token", form, key))
            return answer.answered(try Self.tokenPair(in: answer))
        } catch .refused(let status, let faults, let traceID) {
            if let fault = faults.first, fault.code == "invalid_grant" || fault.code == "invalid_client" {
                throw .unauthorised(fault, traceID: traceID)
            }
            throw .refused(status: status, faults: faults, traceID: traceID)
        }
    }

    /// Whose token this is (`GET /me`). Scope `profile:read`.
    public func me(token: Secret) async throws(AllegroError) -> Answered<AllegroSeller> {
        let answer = try await ask("GET", "/me", token: token)
        let tree = try answer.tree()
        return answer.answered(
            AllegroSeller(
                id: try answer.required(tree["id"]?.text, "id"), login: try answer.required(tree["login"]?.text, "login"),
                baseMarketplace: tree["baseMarketplace"]?["id"]?.text))
    }

    /// A request to the OAuth server: the parameters go in the body, so that no token stands in an address.
    private func authorise(_ path: String, _ form: [(String, String)], _ key: ApplicationKey) throws(AllegroError) -> ExchangeRequest {
        let credentials = key.clientID + ":" + (try Self.text(of: key.clientSecret, named: "the client secret"))
        let body = form.map { percentEncoded($0.0) + "=" + percentEncoded($0.1) }.joined(separator: "&")
        return ExchangeRequest(
            method: "POST", url: endpoint.authURL + path,
            headers: [
                (name: "Authorization", value: "Basic " + Data(credentials.utf8).base64EncodedString()), (name: "Accept", value: "application/json"),
                (name: "Content-Type", value: "application/x-www-form-urlencoded"),
            ], body: Array(body.utf8), timeout: Self.signInTimeout,
            changes: false)
    }

    private static func tokenPair(in answer: AllegroAnswer) throws(AllegroError) -> TokenPair {
        let tree = try answer.tree()
        return TokenPair(
            access: Secret(try answer.required(tree["access_token"]?.text, "access_token")),
            refresh: Secret(try answer.required(tree["refresh_token"]?.text, "refresh_token")),
            expiresIn: .seconds(try answer.required(tree["expires_in"]?.count, "expires_in")),
            scopes: (tree["scope"]?.text ?? "").split(separator: " ").map(String.init))
    }
}
