import NIOCore
import NIOPosix
import ServiceLifecycle

/// A listener as one service of the group, whose failure to listen names the key that says where.
struct ListenerService: Service {
    let address: ListenAddress
    let key: String
    let listen: @Sendable () async throws -> Void

    func run() async throws {
        do { try await listen() } catch let error as IOError { throw Self.failure(error, address, key) }
    }

    /// Throws where an address cannot be had: before anything starts that would have to be stopped again.
    static func check(_ address: ListenAddress, key: String) async throws {
        do {
            let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .serverChannelOption(ChannelOptions.socketOption(.so_reuseaddr), value: 1).bind(host: address.host, port: address.port).get()
            try await channel.close()
        } catch let error as IOError {
            throw failure(error, address, key)
        }
    }

    private static func failure(_ error: IOError, _ address: ListenAddress, _ key: String) -> CommandFailure {
        CommandFailure(.inputOutput, "cannot listen on \(ValueForm.listenAddress.write(address)) (\(key)): \(error.reason)")
    }
}

extension IOError {
    /// The system's words for the error, without the call that failed.
    fileprivate var reason: String {
        switch errnoCode {
        case 98: "the address is in use"
        case 13: "this user may not use that port"
        case 99: "this machine has no such address"
        default: "\(self)"
        }
    }
}
