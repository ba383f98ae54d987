import { WeirError } from '@weir/contracts'
import type { PercentileCondition } from '@weir/contracts'
import { z } from 'zod'
import { awaitTaken } from '../segments/crud/definitions.ts'
import type { App } from '../shared/app.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { iso } from '../shared/iso.ts'
import type { ReportReader } from '../shared/reader.ts'
import { FreshAnswer, FreshFields } from '../shared/time/freshness.ts'
import type { Freshness } from '../shared/time/freshness.ts'
import { computeThreshold, percentilesIn } from './compute.ts'
import type { ComputedThreshold } from './compute.ts'

/** Each is a pass over the history. */
const THRESHOLDS_MAX = 20

const ComputeInput = z.strictObject({
  ids: z
    .array(z.string().regex(/^percentile:[0-9a-f]{16}$/, 'only percentile:<16 hex digits> is computed here'))
    .min(1)
    .max(THRESHOLDS_MAX)
    .refine((ids) => new Set(ids).size === ids.length, 'name each threshold once')
    .exactOptional()
    .describe('Default: those that segments wait for, then the oldest ones'),
  older_than_hours: z
    .number()
    .min(0)
    .max(100_000)
    .default(24)
    .describe('Without ids: published thresholds that are so old are computed anew, 0 for all'),
  ...FreshFields,
})

const ComputeAnswer = z.object({
  as_of: z.string(),
  ...FreshAnswer,
  computed: z.array(
    z.object({
      id: z.string(),
      value: z
        .number()
        .nullable()
        .describe('What the best reach; null, and nothing is published, if nobody has anything to measure'),
      people: z.int().nullable().describe('Everybody who is counted: with consent to storage and measurement'),
      reached: z.int().nullable().describe('How many of them are at or above it'),
      share: z.number().nullable().describe('reached / people: `top`, or more where several are equal to the last of them'),
      top: z.number(),
      version: z.int().nullable().describe('Of the threshold that is in force'),
      changed: z.boolean().describe('Whether it was published anew'),
    }),
  ),
  left: z.int().describe(`How many more are missing or old: at most ${THRESHOLDS_MAX} are computed at once`),
})

const DESCRIPTION = `Computes what the best \`top\` of all people reach, from all events in the warehouse, and publishes it if it is another
number than the one in force. Segments that waited for it get their members. Scores and lookalikes are not computed here.`

interface ComputeParts {
  warehouse: ReportReader
  freshness: Freshness
}

/** Computing thresholds of percentiles. */
export function computeRoutes(app: App, deps: ReportingDeps, { warehouse, freshness }: ComputeParts): void {
  const { config, clock } = deps
  app.post(
    '/v1/thresholds/compute',
    {
      config: { scope: 'admin', answers: ['not_found'] },
      schema: {
        summary: 'Compute thresholds of percentiles from the events',
        description: DESCRIPTION,
        tags: ['thresholds'],
        body: ComputeInput,
        response: { 200: ComputeAnswer },
      },
    },
    async ({ body: { ids, older_than_hours: hours, ...asked } }) => {
      const known = percentilesIn(config)
      const asOf = clock.now()
      const wanted = ids === undefined ? dueIn(deps, known, asOf - hours * HOUR_MS) : mustBeUsed(ids, known)
      const reflected = await freshness(asked)
      const computed: (ComputedThreshold & { top: number })[] = []
      for (const one of wanted.slice(0, THRESHOLDS_MAX))
        computed.push({ ...(await computeThreshold(deps, warehouse, one, asOf)), top: one[1].top })
      if (computed.some(({ isNew }) => isNew)) await awaitTaken(deps)
      return {
        as_of: iso(asOf),
        ...reflected,
        computed: computed.map((one) => ({ ...shown(one), top: one.top, version: config.threshold(one.id)?.version ?? null })),
        left: Math.max(0, wanted.length - THRESHOLDS_MAX),
      }
    },
  )
}

const HOUR_MS = 3_600_000

type Percentile = readonly [string, PercentileCondition]

/** Those that are missing, then those that were published up to an instant, the oldest first. */
function dueIn({ config }: ReportingDeps, known: ReadonlyMap<string, PercentileCondition>, upTo: number): Percentile[] {
  const published = (id: string): number => config.threshold(id)?.published_at ?? -Infinity
  return [...known].filter(([id]) => published(id) <= upTo).sort(([a], [b]) => compare(published(a), published(b)))
}

function compare(a: number, b: number): number {
  return a < b ? -1 : Number(a > b)
}

/** @throws WeirError not_found with all that no segment compares with. */
function mustBeUsed(ids: readonly string[], known: ReadonlyMap<string, PercentileCondition>): Percentile[] {
  const faults = ids.flatMap((id, i) =>
    known.has(id) ? [] : [{ path: `ids.${i}`, message: `no segment compares with "${id}": save the segment first` }],
  )
  if (faults.length > 0) throw new WeirError('not_found', faults.map(({ message }) => message).join('; '), { faults })
  return [...known].filter(([id]) => ids.includes(id))
}

function shown({ id, reached, isNew }: ComputedThreshold) {
  if (!reached) return { id, value: null, people: null, reached: null, share: null, changed: false }
  return { id, ...reached, share: reached.reached / reached.people, changed: isNew }
}
