import {
  THRESHOLD_ID,
  ThresholdInput,
  WeirError,
  publishedIn,
  thresholdField,
  thresholdIdOf,
  thresholdIdsIn,
} from '@weir/contracts'
import type { StoredThreshold } from '@weir/contracts'
import { unresolvedIn } from '@weir/segmentation'
import { z } from 'zod'
import { awaitTaken } from '../segments/crud/definitions.ts'
import type { App } from '../shared/app.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { iso } from '../shared/iso.ts'
import { RuleShown } from '../shared/shown.ts'
import { inTurn, publishThreshold } from './publish.ts'

const Params = z.strictObject({
  id: z.string().regex(THRESHOLD_ID, 'an id is percentile:<16 hex digits>, model:<model id> or lookalike:<segment id>'),
})
const ThresholdAnswer = z.object({
  id: z.string(),
  version: z.int(),
  published_at: z.string(),
  value: z.number().exactOptional().describe('percentile: what the best reach'),
  percentiles: z.array(z.number()).exactOptional().describe('model: its 1st to 99th percentile'),
  sizes: z
    .array(z.object({ size: z.number(), value: z.number() }))
    .exactOptional()
    .describe('lookalike: the similarity that so large a share of people reaches'),
  used_by: z.array(z.string()).describe('Segments whose rule compares with it'),
})
const ListAnswer = z.object({
  thresholds: z.array(ThresholdAnswer),
  missing: z
    .array(z.object({ id: z.string(), condition: RuleShown, segments: z.array(z.string()) }))
    .describe('What segments wait for; they have no members until it is published'),
})

const HELP = `What conditions on percentiles, scores and lookalikes compare with, computed elsewhere or, percentiles, by POST /v1/thresholds/compute. A new version takes effect like a new version of
the segments that use it: for everybody at one instant. The answer comes when they follow it.`

/** Publishing thresholds. */
export function thresholdRoutes(app: App, deps: ReportingDeps): void {
  const { config } = deps

  const usersOf = (id: string): string[] =>
    config.segments().flatMap((segment) => (thresholdIdsIn(segment.rule).includes(id) ? [segment.id] : []))
  const toAnswer = (threshold: StoredThreshold): z.input<typeof ThresholdAnswer> => ({
    ...threshold,
    published_at: iso(threshold.published_at),
    used_by: usersOf(threshold.id),
  })
  const mustFind = (id: string): StoredThreshold => {
    const threshold = config.threshold(id)
    if (!threshold) throw new WeirError('not_found', 'there is no threshold with this id')
    return threshold
  }

  app.put(
    '/v1/thresholds/:id',
    {
      config: { scope: 'admin' },
      schema: {
        summary: 'Publish a threshold',
        description: HELP,
        tags: ['thresholds'],
        params: Params,
        body: ThresholdInput,
        response: { 200: ThresholdAnswer },
      },
    },
    async ({ params: { id }, body }) => {
      mustFit(id, body, config)
      await publishThreshold(deps, id, body)
      await awaitTaken(deps)
      return toAnswer(mustFind(id))
    },
  )

  app.get(
    '/v1/thresholds/:id',
    {
      config: { scope: 'admin' },
      schema: { summary: 'One threshold', tags: ['thresholds'], params: Params, response: { 200: ThresholdAnswer } },
    },
    async (request) => toAnswer(mustFind(request.params.id)),
  )

  app.get(
    '/v1/thresholds',
    {
      config: { scope: 'admin' },
      schema: { summary: 'All thresholds, and those that are missing', tags: ['thresholds'], response: { 200: ListAnswer } },
    },
    async () => ({ thresholds: config.thresholds().map(toAnswer), missing: missingIn(config) }),
  )

  app.delete(
    '/v1/thresholds/:id',
    {
      config: { scope: 'admin', answers: ['conflict'] },
      schema: { summary: 'Delete a threshold', tags: ['thresholds'], params: Params, response: { 204: z.null() } },
    },
    async ({ params: { id } }, reply) => {
      await inTurn(deps, async () => {
        mustFind(id)
        const users = usersOf(id)
        if (users.length > 0) throw new WeirError('conflict', `segments compare with it: ${users.join(', ')}`)
        await config.put(`threshold:${id}`, undefined)
      })
      return reply.code(204).send(null)
    },
  )
}

/**
 * @throws WeirError invalid_field when the form belongs to another kind of id; not_found for a
 *   lookalike of no segment.
 */
function mustFit(id: string, body: ThresholdInput, config: ReportingDeps['config']): void {
  const field = thresholdField(id)
  if (!(field in body)) {
    const faults = [{ path: field, message: `a threshold with this id has the field ${field}` }]
    throw new WeirError('invalid_field', 'the request has faults', { faults })
  }
  if (field === 'sizes' && !config.segment(id.slice('lookalike:'.length)))
    throw new WeirError('not_found', 'there is no segment with this id to look alike')
}

/** The thresholds that segments wait for, each with a condition that compares with it. */
function missingIn(config: ReportingDeps['config']): z.input<typeof ListAnswer>['missing'] {
  const segments = config.segments()
  const conditions = segments.flatMap(({ rule }) => publishedIn(rule))
  const waiting = new Map<string, string[]>()
  for (const segment of segments) {
    for (const id of unresolvedIn(segment, segments)) waiting.set(id, [...(waiting.get(id) ?? []), segment.id])
  }
  return [...waiting].map(([id, waiters]) => ({
    id,
    condition: conditions.find((condition) => thresholdIdOf(condition) === id),
    segments: waiters,
  }))
}
