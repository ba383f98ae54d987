import { WeirError } from '@weir/contracts'
import { z } from 'zod'
import type { App } from '../../shared/app.ts'
import type { Cursors, CursorScope } from '../../shared/cursors.ts'
import { CursorParam } from '../../shared/cursors.ts'
import type { ReportingDeps } from '../../shared/deps.ts'
import { iso } from '../../shared/iso.ts'
import { givable } from '../../shared/opt-outs/withhold.ts'
import type { ReportReader } from '../../shared/reader.ts'
import type { Freshness } from '../../shared/time/freshness.ts'
import { FreshAnswer, FreshParams } from '../../shared/time/freshness.ts'
import { creditsOf, MODELS } from '../credit/models.ts'
import { conversionNames, rangeOf, ReportParams } from '../params.ts'
import { NO_CREDIT, SHOWN_AFTER_MS, shownBeforeMs, touchesOf } from './explain.ts'
import type { ConversionRow, ExplainQuery } from './query.ts'
import { queryConversions, queryCredits, queryRepeats, queryTouches } from './query.ts'

const ExplainParams = ReportParams.pick({
  from: true,
  to: true,
  tz: true,
  conversion: true,
  attribution: true,
  half_life: true,
  position_weights: true,
  channel: true,
  across_sources: true,
}).extend({
  ...FreshParams,
  event_id: z.string().min(1).max(256).exactOptional().describe("Only conversions with this id of the sender's."),
  cursor: CursorParam,
  limit: z.coerce.number().int().min(1).max(200).default(20).describe('So many conversions.'),
})

const Shared = z.record(z.enum(MODELS), z.number())
const Touch = z.object({
  kind: z.enum(['click', 'landing', 'view']),
  eid: z.string(),
  event_time: z.string(),
  age_ms: z.number().describe('How long before the conversion; negative after it'),
  campaign: z.string().nullable(),
  adgroup: z.string().nullable(),
  ad: z.string().nullable(),
  creative: z.string().nullable(),
  placement: z.string().nullable(),
  counts: z.boolean().describe('Whether models may credit it'),
  why_not: z.enum(NO_CREDIT).nullable(),
  credit: Shared.describe('By model; together with those of the other touches 1, or 0 where none counts'),
})
const Answer = z.object({
  from: z.string(),
  to: z.string(),
  tz: z.string(),
  ...FreshAnswer,
  conversions: z.array(
    z.object({
      event_id: z.string(),
      eid: z.string(),
      event: z.string(),
      event_time: z.string(),
      source: z.string(),
      person: z.string(),
      value: z.number().nullable(),
      currency: z.string().nullable(),
      repeats: z.string().nullable().describe('The eid of the event of another source that it repeats: then it does not count'),
      touches: z.array(Touch).describe('What the person did with ads, oldest first'),
      touches_left_out: z.int().describe('How many older ones are not shown'),
    }),
  ),
  withheld: z.int().describe('Conversions of the page whose people have opted out of measurement or were erased since'),
  cursor: z.string().nullable().describe('For the next page; null after the last one'),
})
const Place = z.tuple([z.int(), z.string().max(64)])

/** Conversions one by one: which touch has how much of each, and why others have nothing. */
export function explainRoutes(
  app: App,
  deps: ReportingDeps,
  { warehouse, freshness, cursors }: { warehouse: ReportReader; freshness: Freshness; cursors: Cursors },
): void {
  app.get(
    '/v1/reports/attribution',
    {
      config: { scope: 'read' },
      schema: {
        summary: 'Why a conversion is credited to which ads',
        description: `Conversions, oldest first, with all that their people did with ads from 30 days before the longest window to a day after: which of it counts,
why the rest does not, and the credit by every model. What counts is what GET /v1/reports/segments adds up.`,
        tags: ['reports'],
        querystring: ExplainParams,
        response: { 200: Answer },
      },
    },
    async (request, reply) => {
      const { cursor, event_id: eventId, limit, attribution, ...params } = request.query
      if (attribution === 'none') throw withoutWindows()
      const range = rangeOf(params, deps.clock.now())
      const credits = creditsOf('all', params)
      const reading: CursorScope = { key: request.weirKey!.id, list: 'attribution' }
      const [at, eid] = cursor === undefined ? [] : await cursors.take(reading, cursor, Place)
      const after = at === undefined || eid === undefined ? undefined : { at, eid }
      const reflected = await freshness(params)
      const scope = { from: range.from, to: range.to, sources: undefined, anonymous: false }
      const query: ExplainQuery = {
        scope,
        names: conversionNames(params),
        attribution,
        isOnce: params.across_sources === 'once',
      }
      const found = await queryConversions(warehouse, query, { eventId, after, limit: limit + 1 })
      const page = found.slice(0, limit)
      const last = page.at(-1)
      const people = new Set(await givable(deps, [...new Set(page.map(({ person }) => person))], ['measurement']))
      const shown = page.filter(({ person }) => people.has(person))
      void reply.header('cache-control', 'no-store')
      return {
        from: iso(range.from),
        to: iso(range.to),
        tz: params.tz,
        ...reflected,
        conversions: await explained(warehouse, query, shown, credits),
        withheld: page.length - shown.length,
        cursor: last && found.length > limit ? await cursors.give(reading, [last.t, last.eid]) : null,
      }
    },
  )
}

async function explained(
  warehouse: ReportReader,
  query: ExplainQuery,
  conversions: readonly ConversionRow[],
  credits: ReturnType<typeof creditsOf>,
) {
  const [first, last] = [conversions[0], conversions.at(-1)]
  if (!first || !last) return []
  const near = { ...query, scope: { ...query.scope, from: first.t, to: last.t + 1 } }
  const wide = { ...query.scope, from: first.t - shownBeforeMs(query.attribution), to: last.t + SHOWN_AFTER_MS }
  const people = [...new Set(conversions.map(({ person }) => person))]
  const eids = conversions.map(({ eid }) => eid)
  const repeats = await queryRepeats(warehouse, near)
  const byEid = new Map((await queryCredits(warehouse, near, credits, eids)).map((row) => [row.eid, row]))
  const touches = await queryTouches(warehouse, wide, people)
  return conversions.map((conversion) => {
    const { event_id, eid, name, t, source, person, value, currency } = conversion
    const credit = byEid.get(eid)
    return {
      event_id,
      eid,
      event: name,
      event_time: iso(t),
      source,
      person,
      value,
      currency: currency || null,
      repeats: repeats.get(eid) ?? null,
      ...touchesOf(conversion, touches, credit, query.attribution),
    }
  })
}

function withoutWindows(): WeirError {
  const message = 'expected windows such as "7d_click,1d_view": without them no touch is looked for'
  return new WeirError('invalid_field', 'the request has faults', { faults: [{ path: 'attribution', message }] })
}
