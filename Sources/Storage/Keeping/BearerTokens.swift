import Foundation
import OpenSSLCrypto

/// What of a secret that its bearer keeps is looked up: the time that takes tells nothing of it.
func digest(_ token: String) -> Data { Data(SHA256.digest(Array(token.utf8))) }

func hexadecimal(_ bytes: [UInt8]) -> String { bytes.map { String(0x100 | Int($0), radix: 16).dropFirst() }.joined() }
