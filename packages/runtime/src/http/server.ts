import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import Fastify, { LogController } from 'fastify'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Logger } from '../logger.ts'
import { handleErrors, handleUnknownPaths, sendProblem, toWeirError } from './problems.ts'

export interface ServerOptions {
  logger: Logger
  /** The largest body of a route that does not set its own, bytes. */
  bodyBytesMax?: number
}

/** The longest identifier in a path (`/v1/people/{type}:{value}`): a value of 512 characters, each three bytes, each percent-encoded. */
const PARAM_LENGTH_MAX = 8192

/**
 * A server with our edges: problem JSON for every failure, ids for requests, one log line per request that names the route
 * and never the URL (paths and queries hold e-mail addresses). It does not listen.
 */
export function createServer(options: ServerOptions): FastifyInstance {
  const app = Fastify({
    loggerInstance: options.logger as FastifyBaseLogger,
    bodyLimit: options.bodyBytesMax ?? 1_048_576,
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: 60_000,
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: PARAM_LENGTH_MAX },
    frameworkErrors: (error, _request, reply) => void sendProblem(reply, toWeirError(error)),
  })
  handleErrors(app)
  handleUnknownPaths(app)
  closeOnceIdle(app)
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id)
    void reply.header('x-content-type-options', 'nosniff')
  })
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? ''
    request.log.debug(
      { request: request.id, method: request.method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'request',
    )
  })
  return app
}

const IDLE_CHECK_MS = 50
/** What is still under way after so long is cut off: a stop must not wait for the slowest reader. */
const GRACE_MS = 5_000

/**
 * Node closes the connections that are idle when the server begins to close. Those in the middle of a request become idle
 * later, and would hold up the end for as long as the keep-alive time; those that were opened but never used do not count
 * as idle, and would hold it up for the whole request timeout.
 */
function closeOnceIdle(app: FastifyInstance): void {
  const sockets = new Set<Socket>()
  app.server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  app.addHook('preClose', async () => {
    if (!app.server.listening) return
    const closeIdle = (): void => {
      app.server.closeIdleConnections()
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
    }
    const timer = setInterval(closeIdle, IDLE_CHECK_MS).unref()
    const last = setTimeout(() => app.server.closeAllConnections(), GRACE_MS).unref()
    app.server.once('close', () => {
      clearInterval(timer)
      clearTimeout(last)
    })
  })
}
