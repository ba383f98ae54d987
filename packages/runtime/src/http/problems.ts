import { OutageError, problem, WeirError } from '@weir/contracts'
import type { ErrorCode } from '@weir/contracts'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/**
 * Fastify's own refusals of a request, in our words. Whatever else it refuses is named by its
 * status.
 */
const FASTIFY: Readonly<Record<string, [ErrorCode, string]>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: ['invalid_json', 'the body is not valid JSON, or contains a forbidden key'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['invalid_json', 'the body is empty'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['too_large', 'the body is larger than this path accepts'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported_media_type', 'send the body as application/json'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['invalid_field', 'the body does not have the length that the request states'],
  FST_ERR_BAD_URL: ['invalid_field', 'the URL is not well-formed'],
  FST_ERR_MAX_PARAM_LENGTH: ['invalid_field', 'a part of the URL is too long'],
}

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'too_large',
  415: 'unsupported_media_type',
  429: 'rate_limited',
}

/** What somebody is told who came while something was away, s. */
const RETRY_AFTER_S = 5

/**
 * What an error means to the caller: ours as it is, the framework's translated, anything else
 * `internal` without any detail.
 */
export function toWeirError(error: unknown): WeirError {
  if (error instanceof WeirError) return error
  if (error instanceof OutageError)
    return new WeirError('unavailable', 'a part that this needs does not answer at present: try again', { cause: error })
  const { code, statusCode } = fields(error)
  const known = typeof code === 'string' && Object.hasOwn(FASTIFY, code) ? FASTIFY[code] : undefined
  if (known) return new WeirError(known[0], known[1], { cause: error })
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return new WeirError(BY_STATUS[statusCode] ?? 'invalid_field', 'the request was refused', { cause: error })
  }
  return new WeirError('internal', 'the failure is in our log, under the id of this request', { cause: error })
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function fields(error: unknown): { code?: unknown; statusCode?: unknown } {
  return typeof error === 'object' && error !== null ? error : {}
}

/** Answers with problem JSON (RFC 9457). */
export function sendProblem(reply: FastifyReply, error: WeirError): FastifyReply {
  const body = problem(error)
  if (body.status === 401) void reply.header('www-authenticate', 'Bearer')
  // A string: the reply's own serializer is for the route's good answers.
  return reply.code(body.status).type('application/problem+json').serializer(String).send(JSON.stringify(body))
}

/**
 * Every failure of the routes in this scope becomes problem JSON; ours are logged with the id of
 * the request.
 *
 * @param redact for what repeats the request: places, which hold keys, and messages. As it is
 *   unless told.
 */
export function handleErrors(app: FastifyInstance, redact: (text: string) => string = String): void {
  app.setErrorHandler((error: unknown, request: FastifyRequest, reply: FastifyReply) => {
    const known = toWeirError(error)
    if (known.code === 'unavailable' && !reply.hasHeader('retry-after')) void reply.header('retry-after', RETRY_AFTER_S)
    if (known.code === 'internal') request.log.error({ err: known.cause ?? known, request: request.id }, 'request failed')
    // Nothing is wrong with the program, so there is no stack to look at.
    if (known.code === 'unavailable')
      request.log.warn({ reason: messageOf(known.cause ?? known), request: request.id }, 'request refused: something is away')
    return sendProblem(reply, redacted(known, redact))
  })
}

function redacted(error: WeirError, redact: (text: string) => string): WeirError {
  const faults = error.faults.map(({ path, message }) => ({ path: redact(path), message: redact(message) }))
  return new WeirError(error.code, redact(error.message), { faults, cause: error.cause })
}

/** Unknown paths get problem JSON too. Once per server, on its root. */
export function handleUnknownPaths(app: FastifyInstance): void {
  app.setNotFoundHandler((_request, reply) =>
    sendProblem(reply, new WeirError('not_found', 'there is nothing at this path and method')),
  )
}
