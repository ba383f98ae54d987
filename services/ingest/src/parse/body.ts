import { WeirError } from '@weir/contracts'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { decode } from './decode.ts'
import type { IngestLimits } from './limits.ts'

/**
 * Every body comes as it is: what it is called decides nothing, our own parser looks at all of it.
 */
export function takeRawBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
}

export const FORM = 'application/x-www-form-urlencoded'

/**
 * The text of the request's body, decompressed; of a form its field `data`.
 * @throws WeirError see decode; invalid_field for a form without it.
 */
export async function bodyText(request: FastifyRequest, limits: IngestLimits): Promise<string> {
  const text = await decode(request.body, request.headers['content-encoding'], limits)
  return mediaType(request) === FORM && !/^\s*[[{]/.test(text) ? fieldOf(text) : text
}

/** Forms are what old tag managers and `curl -d` send; JSON under that name is read as JSON. */
function fieldOf(form: string): string {
  const data = new URLSearchParams(form).get('data')
  if (data !== null) return data
  const faults = [{ path: 'data', message: 'Missing data for required field.' }]
  throw new WeirError('invalid_field', 'a form holds its JSON in the field "data"', { faults })
}

/**
 * Whether the sender's browser asks not to be profiled (Global Privacy Control, the header
 * `Sec-GPC: 1`).
 */
export function saysGpc(request: FastifyRequest): boolean {
  return request.headers['sec-gpc'] === '1'
}

/** `Application/JSON; charset=utf-8` is `application/json`; '' when there is none. */
export function mediaType(request: FastifyRequest): string {
  return (request.headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase()
}
