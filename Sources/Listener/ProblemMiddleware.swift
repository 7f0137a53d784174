import HTTPTypes
public import Hummingbird
import Logging
import NIOHTTP1

/// Turns what routes and the router throw into problem documents. Add it first, so that it sees all.
public struct ProblemMiddleware<Context: RequestContext>: RouterMiddleware {
    public init() {}

    public func handle(_ request: Request, context: Context, next: (Request, Context) async throws -> Response) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let problem as Problem {
            return problem.response
        } catch let error as HTTPError {
            return Problem(status: error.status, detail: error.body, headers: error.headers).response
        } catch let error as any HTTPResponseError {
            return Problem(status: error.status).response
        } catch let error as HTTPParserError {
            // The request could not be read to its end: the connection answers for that.
            throw error
        } catch {
            context.logger.error("request failed", metadata: ["path": "\(request.uri.path)", "error": "\(error)"])
            return Problem(status: .internalServerError).response
        }
    }
}
