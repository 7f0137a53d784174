import HTTPTypes
import Hummingbird
import NIOCore
import OpenSSLCrypto

/// A file that pages name by its content: another content is another address, so a browser may keep it for ever.
struct Asset: Sendable {
    let path: String
    let type: String
    let bytes: [UInt8]

    init(_ name: String, _ ending: String, type: String, _ bytes: [UInt8]) {
        let mark = hexadecimal(SHA256.digest(bytes).prefix(6))
        (self.path, self.type, self.bytes) = ("/assets/\(name)-\(mark).\(ending)", type, bytes)
    }

    static let styleSheet = Asset("console", "css", type: "text/css; charset=utf-8", PackageResources.console_css)
    static let script = Asset("console", "js", type: "text/javascript; charset=utf-8", PackageResources.console_js)
    static let icon = Asset("icon", "svg", type: "image/svg+xml", PackageResources.icon_svg)
    static let all = [styleSheet, script, icon]
}

/// The assets. They tell nothing of the shop: no sign-in is needed.
struct AssetRoutes {
    func add(to router: Router<ConsoleContext>) {
        for asset in Asset.all {
            router.get(RouterPath(asset.path)) { _, _ in
                Response(
                    status: .ok, headers: [.contentType: asset.type, .cacheControl: "public, max-age=31536000, immutable"],
                    body: ResponseBody(byteBuffer: ByteBuffer(bytes: asset.bytes)))
            }
        }
    }
}
