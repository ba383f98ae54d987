import { reportOf } from '@weir/runtime/http'
import { z } from 'zod'
import type { App } from '../shared/app.ts'
import type { ReportingDeps } from '../shared/deps.ts'

const HealthAnswer = z.object({
  status: z.enum(['ok', 'failing']),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string().exactOptional() })),
})

const METRICS = { 200: { description: 'In the text format', content: { 'text/plain': { schema: z.string() } } } }

/** For orchestrators and Prometheus. */
export function operationRoutes(app: App, { health, registry }: ReportingDeps): void {
  const answers = { 200: HealthAnswer, 503: HealthAnswer }

  app.get(
    '/healthz',
    { config: { public: true }, schema: { summary: 'Does the process work', tags: ['operation'], response: answers } },
    async (_request, reply) => {
      const { code, body } = reportOf(health.live())
      return reply.code(code).send(body)
    },
  )

  app.get(
    '/readyz',
    { config: { public: true }, schema: { summary: 'Can it serve requests', tags: ['operation'], response: answers } },
    async (_request, reply) => {
      const { code, body } = reportOf(await health.ready())
      return reply.code(code).send(body)
    },
  )

  app.get(
    '/metrics',
    { config: { public: true }, schema: { summary: 'Metrics for Prometheus', tags: ['operation'], response: METRICS } },
    async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()),
  )
}
