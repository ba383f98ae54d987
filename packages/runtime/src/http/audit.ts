import type { FastifyInstance } from 'fastify'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Reading this is worth a line in the audit trail too (exports). Writing always is. */
    audited?: true
  }
}

/** One log line `audit` per request that changes something, exports people, or was refused for its key: who, what, outcome. */
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
        target: targetOf(request.params),
        status: reply.statusCode,
      },
      'audit',
    )
  })
}

/** Ids and codes of our own things only: a person's identifier is personal data and stays out. */
function targetOf(params: unknown): string | null {
  if (typeof params !== 'object' || params === null) return null
  const { id, code } = params as { id?: unknown; code?: unknown }
  const target = id ?? code
  return typeof target === 'string' ? target : null
}
