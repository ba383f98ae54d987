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
  /** How long clients may take; what is not given is DEFAULT_PATIENCE. */
  patience?: Partial<ConnectionTimeouts>
  /** So many connections are open at once; further ones are closed at once. */
  connectionsMax?: number
  /**
   * Whose `X-Forwarded-For` is believed: addresses and ranges (`10.0.0.0/8`). Nobody's, when there
   * are none.
   */
  trustedProxies?: readonly string[]
}

/** Times in ms after which a connection is closed whose client keeps it waiting. */
export interface ConnectionTimeouts {
  /** For the headers of a request. */
  headersMs: number
  /** For all of a request, its body included. */
  requestMs: number
  /**
   * For the next request. Longer than a minute: load balancers keep connections that long, and must
   * not find them closed.
   */
  idleMs: number
  /** How often that is looked at. */
  checkMs: number
}

const DEFAULT_PATIENCE: ConnectionTimeouts = { headersMs: 5_000, requestMs: 10_000, idleMs: 72_000, checkMs: 1_000 }
const CONNECTIONS_MAX = 10_000

/**
 * The longest identifier in a path (`/v1/people/{type}:{value}`): a value of 512 characters, each
 * three bytes, each percent-encoded.
 */
const PARAM_LENGTH_MAX = 8192

/**
 * A server with our edges: problem JSON for every failure, ids for requests, one log line per
 * request that names the route and never the URL (paths and queries hold e-mail addresses). It does
 * not listen.
 */
export function createServer(options: ServerOptions): FastifyInstance {
  const patience = { ...DEFAULT_PATIENCE, ...options.patience }
  const app = Fastify({
    loggerInstance: options.logger as FastifyBaseLogger,
    bodyLimit: options.bodyBytesMax ?? 1_048_576,
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: patience.requestMs,
    keepAliveTimeout: patience.idleMs,
    http: { headersTimeout: patience.headersMs, connectionsCheckingInterval: patience.checkMs },
    trustProxy: options.trustedProxies && options.trustedProxies.length > 0 ? [...options.trustedProxies] : false,
    genReqId: () => randomUUID(),
    routerOptions: { maxParamLength: PARAM_LENGTH_MAX, ignoreTrailingSlash: true },
    frameworkErrors: (error, _request, reply) => void sendProblem(reply, toWeirError(error)),
  })
  app.server.maxConnections = options.connectionsMax ?? CONNECTIONS_MAX
  handleErrors(app)
  handleUnknownPaths(app)
  takeEmptyDeletes(app)
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
/**
 * What is still under way after so long is cut off: a stop must not wait for the slowest reader.
 */
const GRACE_MS = 5_000

/**
 * Node closes the connections that are idle when the server begins to close. Those in the middle of
 * a request become idle later, and would hold up the end for as long as the keep-alive time; those
 * that were opened but never used do not count as idle, and would hold it up for the whole request
 * timeout.
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

/** Many clients name a type of content with every request, also where there is no content. */
function takeEmptyDeletes(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '' && request.method === 'DELETE') done(null, undefined)
    else void parse(request, body, done)
  })
}
