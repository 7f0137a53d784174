public import OpenSSLCrypto

/// Where wFirma is, which company is meant, and the keys of its API.
public struct WFirmaEndpoint: Sendable, Equatable {
    /// The API's address, without a slash at the end.
    public var apiURL: String
    /// Always sent: without it another company of the account may answer.
    public var companyID: String
    public var keys: WFirmaKeys

    public init(apiURL: String = "https://api2.wfirma.pl", companyID: String, keys: WFirmaKeys) {
        self.apiURL = apiURL.hasSuffix("/") ? String(apiURL.dropLast()) : apiURL
        self.companyID = companyID
        self.keys = keys
    }

    public init(apiURL: String = "https://api2.wfirma.pl", companyID: String, accessKey: Secret, secretKey: Secret, appKey: Secret) {
        self.init(apiURL: apiURL, companyID: companyID, keys: WFirmaKeys(accessKey: accessKey, secretKey: secretKey, appKey: appKey))
    }
}
