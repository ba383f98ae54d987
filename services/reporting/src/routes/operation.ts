import { z } from 'zod'
import type { ReportingDeps } from '../deps.ts'
import type { Check } from '../health.ts'
import type { App } from './app.ts'

const HealthAnswer = z.object({
  status: z.enum(['ok', 'failing']),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string().exactOptional() })),
})

/** For orchestrators and Prometheus. */
export function operationRoutes(app: App, { health, registry }: ReportingDeps): void {
  const answers = { 200: HealthAnswer, 503: HealthAnswer }

  app.get(
    '/healthz',
    { config: { public: true }, schema: { summary: 'Does the process work', tags: ['operation'], response: answers } },
    async (_request, reply) => {
      const answer = toAnswer(health.live())
      return reply.code(answer.status === 'ok' ? 200 : 503).send(answer)
    },
  )

  app.get(
    '/readyz',
    { config: { public: true }, schema: { summary: 'Can it serve requests', tags: ['operation'], response: answers } },
    async (_request, reply) => {
      const answer = toAnswer(await health.ready())
      return reply.code(answer.status === 'ok' ? 200 : 503).send(answer)
    },
  )

  app.get(
    '/metrics',
    { config: { public: true }, schema: { summary: 'Metrics for Prometheus', tags: ['operation'] } },
    async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()),
  )
}

function toAnswer(checks: Check[]): z.input<typeof HealthAnswer> {
  return { status: checks.every((check) => check.ok) ? 'ok' : 'failing', checks }
}
