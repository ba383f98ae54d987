import { Condition, Purpose, WeirError, segmentNumber } from '@weir/contracts'
import type { SegmentDefinition } from '@weir/contracts'
import { z } from 'zod'
import type { ReportingDeps } from '../deps.ts'
import { iso } from '../iso.ts'
import type { Reader } from '../reader.ts'
import { queryPreview } from '../reports/preview.ts'
import { INSTANT_MS_MAX, INSTANT_MS_MIN } from '../reports/params.ts'
import { edgeMs } from '../reports/times.ts'
import { mustCompile } from '../segments/definitions.ts'
import type { App } from './app.ts'

const PreviewInput = z.strictObject({
  rule: Condition,
  purposes: z.array(Purpose).exactOptional(),
  as_of: z
    .union([z.string().max(40), z.int().min(0)])
    .exactOptional()
    .describe('An instant, a date (its midnight UTC), or Unix ms. Default: now.'),
})
const PreviewAnswer = z.object({
  size: z.int(),
  share: z.number().nullable(),
  error_margin: z.number(),
  known_people: z.int(),
  as_of: z.string(),
})

/** Trying a rule on history before it is saved. */
export function previewRoutes(app: App, { clock, config, toSql }: ReportingDeps, warehouse: Reader): void {
  app.post(
    '/v1/segments/preview',
    {
      config: { scope: 'read' },
      schema: {
        summary: 'How many people a rule selects',
        tags: ['segments'],
        body: PreviewInput,
        response: { 200: PreviewAnswer },
      },
    },
    async (request) => {
      const { rule, purposes, as_of } = request.body
      const asOfMs = as_of === undefined ? clock.now() : typeof as_of === 'number' ? as_of : edgeMs(as_of, 'UTC')
      if (asOfMs === undefined || asOfMs < INSTANT_MS_MIN || asOfMs > INSTANT_MS_MAX) {
        throw new WeirError('invalid_field', 'the request has faults', {
          faults: [{ path: 'as_of', message: 'expected an instant, a date, or Unix ms' }],
        })
      }
      const definition: SegmentDefinition = {
        id: 'preview',
        number: segmentNumber('preview'),
        version: 1,
        name: 'preview',
        rule,
        ...(purposes ? { purposes } : {}),
      }
      mustCompile([...config.segments(), definition])
      const { size, share, knownPeople } = await queryPreview(warehouse, toSql, definition, asOfMs)
      return { size, share, error_margin: 0, known_people: knownPeople, as_of: iso(asOfMs) }
    },
  )
}
