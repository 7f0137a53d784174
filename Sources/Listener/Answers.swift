import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// Lets a responder answer each request of a connection, dated (RFC 9110, 6.6.1). What it throws, other than for a request that cannot be read, is
/// answered 500.
func answers<Responder: HTTPResponder>(of responder: Responder, logger: Logger) -> HTTPChannelHandler.Responder
where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
    let clock = HTTPClock()
    return { (request: Request, writer: consuming ResponseWriter, channel: any Channel) in
        var requestLogger = logger
        requestLogger[metadataKey: "hb.request.id"] = .stringConvertible(RequestID())
        let context = Responder.Context(source: ApplicationRequestContextSource(channel: channel, logger: requestLogger))
        var response: Response
        do {
            response = try await responder.respond(to: request, context: context)
        } catch let error as HTTPParserError {
            throw error
        } catch {
            requestLogger.debug("a request was not answered", metadata: ["error": "\(error)"])
            response = Response(status: .internalServerError)
        }
        response.headers[.date] = clock.now
        do {
            try await writer.write(response: response.head, body: response.body)
        } catch is HTTPParserError {
            // The answer has begun: no other can follow it.
            throw ListenerError.unreadableBody
        }
    }
}
