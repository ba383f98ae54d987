import type { FastifyInstance, FastifyRequest } from 'fastify'
import { decode } from './decode.ts'
import type { IngestLimits } from './limits.ts'

/** Every body comes as it is: what it is called decides nothing, our own parser looks at all of it. */
export function takeRawBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
}

/** The text of the request's body, decompressed. @throws WeirError see decode. */
export function textOf(request: FastifyRequest, limits: IngestLimits): Promise<string> {
  return decode(request.body, request.headers['content-encoding'], limits)
}

/** `Application/JSON; charset=utf-8` is `application/json`; '' when there is none. */
export function mediaType(request: FastifyRequest): string {
  return (request.headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase()
}
