import NIOOpenSSL
import Storage
import Webhooks

extension CommandFailure {
    /// Why a gateway could not start, or ended.
    init(serving error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let refused as ConfigurationRefused: self.init(refused)
        case let error as StorageError: self.init(error)
        case let error as TLSError: self.init(.configuration, error.description)
        case let error as WebhooksError: self.init(.configuration, error.description)
        default: self.init(.inputOutput, "\(error)")
        }
    }
}
