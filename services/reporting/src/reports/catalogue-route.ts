import { z } from 'zod'
import type { App } from '../shared/app.ts'
import { isPriced, METRIC_DIRECTIONS, METRIC_UNITS, metricDefinition, METRICS } from './catalogue.ts'

const Answer = z.object({
  metrics: z.array(
    z.object({
      id: z.string(),
      description: z.string(),
      unit: z.enum(METRIC_UNITS).describe('share: of 1, as 0.25; money: an amount per currency'),
      direction: z.enum(METRIC_DIRECTIONS).describe('Whether more of it is good (up), bad (down), or neither'),
      by_currency: z.boolean().describe('Whether it has a value per currency'),
      of: z.string().describe('The sum that it is, or the numerator'),
      per: z.string().nullable().describe('The sum that it is divided by'),
      times: z.number().describe('By what the ratio is multiplied'),
    }),
  ),
})

/** `GET /v1/metrics`: what each metric of `GET /v1/reports/segments` is. */
export function metricCatalogueRoutes(app: App): void {
  app.get(
    '/v1/metrics',
    {
      config: { scope: 'read', limitedKeys: true },
      schema: { summary: 'What each metric is', tags: ['reports'], response: { 200: Answer } },
    },
    async () => ({
      metrics: METRICS.map((id) => {
        const { of, per = null, times = 1, unit, direction, description } = metricDefinition(id)
        return { id, description, unit, direction, by_currency: isPriced(id), of, per, times }
      }),
    }),
  )
}
