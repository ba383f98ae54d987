import { createHash } from 'node:crypto'
import { isIP } from 'node:net'
import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Reading this is worth a line in the audit trail too (exports). Writing always is. */
    audited?: true
  }
}

/**
 * One log line `audit` per request that changes something, exports people, or was refused for its
 * key: who, what, outcome.
 */
export function auditRequests(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const writes = request.method !== 'GET' && request.method !== 'HEAD'
    const refused = reply.statusCode === 401 || reply.statusCode === 403
    if (!writes && !refused && request.routeOptions.config.audited !== true) return
    request.log.info(
      {
        audit: true,
        request: request.id,
        actor: request.weirKey?.id ?? null,
        method: request.method,
        route: request.routeOptions.url,
        ...targetOf(request.params, reply.statusCode < 400),
        status: reply.statusCode,
      },
      'audit',
    )
  })
}

interface Target {
  target: string | null
  /** The start of the SHA-256 of a target that is not named. */
  target_digest?: string
}

/**
 * Ids and codes of our own things only: a person's identifier is personal data and stays out. Of a
 * request that did not succeed the target need not be ours, and is whatever somebody wrote: its
 * digest still tells whether it was a certain one.
 */
function targetOf(params: unknown, isOurs: boolean): Target {
  if (typeof params !== 'object' || params === null) return { target: null }
  const { id, code } = params as { id?: unknown; code?: unknown }
  const target = id ?? code
  if (typeof target !== 'string') return { target: null }
  if (isOurs && IDENTIFIER.test(target) && isIP(target) === 0) return { target }
  return { target: null, target_digest: createHash('sha256').update(target).digest('hex').slice(0, 16) }
}

/** With a letter: digits alone may be a phone number. */
const IDENTIFIER = /^(?=.*[A-Za-z])[\w.:-]{1,128}$/
