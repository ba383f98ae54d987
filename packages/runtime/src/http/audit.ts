import { createHash } from 'node:crypto'
import { isIP } from 'node:net'
import type { AuditNote } from '@weir/contracts'
import type { FastifyInstance, FastifyRequest } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Reading this is worth a line in the audit trail too (exports). Writing always is. */
    audited?: true
  }
}

/**
 * One log line `audit` per request that changes something, exports people, or was refused for its
 * key: who, what, outcome.
 *
 * @param keep is told of what known keys changed, exported, or were not allowed to. Asking with
 *   POST changes nothing.
 */
export function auditRequests(app: FastifyInstance, keep: (one: Audited) => void = () => undefined): void {
  app.addHook('onResponse', async (request, reply) => {
    const writes = request.method !== 'GET' && request.method !== 'HEAD'
    const refused = reply.statusCode === 401 || reply.statusCode === 403
    if (!writes && !refused && request.routeOptions.config.audited !== true) return
    const target = targetOf(request.params, reply.statusCode < 400)
    const { url: route = '', config } = request.routeOptions
    if (request.weirKey && config.scope !== 'read')
      keep(auditedOf(request, `${request.method} ${route}`, target, reply.statusCode))
    request.log.info(
      {
        audit: true,
        request: request.id,
        actor: request.weirKey?.id ?? null,
        ...(request.weirSession ? { session: request.weirSession.signIn.id } : {}),
        method: request.method,
        route: request.routeOptions.url,
        ...target,
        status: reply.statusCode,
      },
      'audit',
    )
  })
}

/** One line of the trail, as it is kept. */
export interface Audited extends AuditNote {
  /** Method and route. */
  route: string
  target: string
}

function auditedOf(request: FastifyRequest, route: string, { target }: Target, status: number): Audited {
  const { weirKey, weirSession, id } = request
  const session = weirSession ? { session: weirSession.signIn.id } : {}
  return { request: id, actor: weirKey?.id ?? '', ...session, route, target: target ?? '', status }
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
