import { Instant, ruleInstant, WeirError } from '@weir/contracts'
import { z } from 'zod'
import type { App } from '../shared/app.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { iso } from '../shared/iso.ts'

const Now = z.union([Instant.transform(ruleInstant), z.int().min(0).max(8_640_000_000_000)])

/** Moving time, for tests and demonstrations. */
export function clockRoutes(app: App, { clock, advance }: ReportingDeps): void {
  app.post(
    '/v1/admin/clock',
    {
      config: { scope: 'admin', answers: ['conflict'] },
      schema: {
        summary: 'Set the manual clock',
        description: 'Only with WEIR_CLOCK=manual. Answers when everything due until then has fired. Time never goes back.',
        tags: ['operation'],
        body: z.strictObject({ now: Now.describe('ISO 8601, or Unix ms') }),
        response: { 200: z.object({ now: z.string() }) },
      },
    },
    async (request) => {
      const { now } = request.body
      if (clock.kind !== 'manual') throw new WeirError('conflict', 'only the manual clock can be set (WEIR_CLOCK=manual)')
      if (now < clock.now()) throw new WeirError('conflict', `time does not go back: it is ${iso(clock.now())}`)
      await advance(now)
      return { now: iso(clock.now()) }
    },
  )
}
