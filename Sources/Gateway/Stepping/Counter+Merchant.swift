import Metrics

extension Counter {
    /// One for each merchant where the process works for several (`merchant` is empty for the only one): what happens to others must not hide that one is ill.
    convenience init(label: String, merchant: String, dimensions: [(String, String)] = []) {
        self.init(label: label, dimensions: (merchant.isEmpty ? [] : [("merchant", merchant)]) + dimensions)
    }
}
