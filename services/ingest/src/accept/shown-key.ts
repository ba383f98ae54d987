import { keyId } from '@weir/runtime'
import type { FastifyRequest } from 'fastify'
import type { DialectName } from '../metrics.ts'

/**
 * No key was sent, and one was sent that has not our form: each of its characters may be a secret.
 */
export const NO_KEY = 'none'
export const FOREIGN_KEY = 'not_ours'

/**
 * @returns what may be told of the key of a request: `sk_<id>`, whose id is public, or one of the
 *   two above.
 */
export function shownKey(request: FastifyRequest, dialect: DialectName): string {
  if (dialect === 'pixel') return NO_KEY
  const { authorization, 'access-token': token } = request.headers
  const sent = dialect === 'native' ? authorization : token
  if (sent === undefined || sent === '') return NO_KEY
  if (typeof sent !== 'string') return FOREIGN_KEY
  const secret = dialect === 'native' ? sent.replace(/^Bearer\s+/i, '') : sent
  return /^sk_[0-9a-f]{12}_[\w-]{43}$/.test(secret) ? `sk_${keyId(secret)}` : FOREIGN_KEY
}

const sources = new WeakMap<FastifyRequest, string>()

/** Remembers the source of a request, to report it if the request is refused. */
export function noteSource(request: FastifyRequest, source: string): void {
  sources.set(request, source)
}

/** @returns '' if the request was refused before its source was known. */
export function notedSource(request: FastifyRequest): string {
  return sources.get(request) ?? ''
}
