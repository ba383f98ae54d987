import type { FastifyInstance } from 'fastify'
import type { Registry } from '../metrics.ts'

/** One thing that has to work. `detail` is for the operator and shows no secret. */
export interface Check {
  name: string
  ok: boolean
  detail?: string
}

/** `live`: this process works at all. `ready`: it and what it needs can do its work now. */
export interface Health {
  live(): Check[]
  ready(): Promise<Check[]>
}

export interface HealthReport {
  status: 'ok' | 'failing'
  checks: Check[]
}

/** @returns the HTTP status (200 or 503) and the body of an answer about these checks. */
export function reportOf(checks: Check[]): { code: 200 | 503; body: HealthReport } {
  const ok = checks.every((check) => check.ok)
  return { code: ok ? 200 : 503, body: { status: ok ? 'ok' : 'failing', checks } }
}

/** `/healthz`, `/readyz` and `/metrics`, for orchestrators and Prometheus. */
export function healthRoutes(app: FastifyInstance, { health, registry }: { health: Health; registry: Registry }): void {
  app.get('/healthz', async (_request, reply) => {
    const { code, body } = reportOf(health.live())
    return reply.code(code).send(body)
  })
  app.get('/readyz', async (_request, reply) => {
    const { code, body } = reportOf(await health.ready())
    return reply.code(code).send(body)
  })
  app.get('/metrics', async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()))
}
