import { pino } from 'pino'
import { expect, test } from 'vitest'
import { auditRequests } from './audit.ts'
import { createServer } from './server.ts'

test('the trail names our own things, and nobody who was only asked for', async () => {
  const lines: string[] = []
  const app = createServer({ logger: pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) }) })
  auditRequests(app)
  app.put('/v1/segments/:id', async (_request, reply) => reply.code(201).send())
  app.delete('/v1/segments/:id', async (_request, reply) => reply.code(404).send())
  const personal = ['ada@example.com', '+4915123456789', '015123456789', '203.0.113.9', '2001:db8::1', 'ada%2540example.com']
  for (const target of [...personal, 'buyers', 'percentile:a1'])
    for (const method of ['PUT', 'DELETE'] as const)
      await app.inject({ method, url: `/v1/segments/${encodeURIComponent(target)}` })
  const trail = lines.map((line) => JSON.parse(line) as Record<string, unknown>).filter((line) => line['audit'] === true)
  expect(trail).toHaveLength(16)
  expect(trail.map((line) => line['target']).filter((target) => target !== null)).toEqual(['buyers', 'percentile:a1'])
  expect(trail.filter((line) => typeof line['target_digest'] === 'string')).toHaveLength(14)
  // Digests and ids of requests are hex digits, which spell anything by chance.
  expect(lines.join('').replace(/[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16}/g, '')).not.toMatch(/ada|example|1512345|203\.0|db8/)
  await app.close()
})
