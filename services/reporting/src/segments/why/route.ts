import { membershipPurposes, PURPOSES } from '@weir/contracts'
import type { PersonEvent } from '@weir/contracts'
import { explain } from '@weir/segmentation'
import type { Reason } from '@weir/segmentation'
import { z } from 'zod'
import { mustFindPersonId } from '../../people/route.ts'
import type { App } from '../../shared/app.ts'
import type { ReportingDeps } from '../../shared/deps.ts'
import { iso, isoOrNull } from '../../shared/iso.ts'
import { givable } from '../../shared/opt-outs/withhold.ts'
import type { ReportReader } from '../../shared/reader.ts'
import { ReasonShown } from '../../shared/shown.ts'
import { queryHistory } from '../../shared/sql/person-history.ts'
import type { Freshness } from '../../shared/time/freshness.ts'
import { FreshAnswer, FreshParams } from '../../shared/time/freshness.ts'
import { instantField } from '../../shared/time/instant.ts'
import { mustFindSegment } from '../shared/find.ts'
import { toUnresolved, UnresolvedAnswer } from '../shared/unresolved.ts'

const WhyAnswer = z.object({
  person: z.string(),
  segment: z.string(),
  at: z.string(),
  member: z.boolean(),
  withheld: z.boolean().describe('Whether an opt-out, of storage too, keeps them out of lists and files now, whatever `at` is'),
  known: z.boolean().describe('Whether there was any event of the person by then'),
  consent: z.array(
    z.object({
      purpose: z.enum(PURPOSES),
      granted: z.boolean(),
      by: z.enum(['signal', 'basis']).nullable(),
      at: z.string().nullable(),
    }),
  ),
  next_change: z.string().nullable().describe('When the membership changes if nothing else happens'),
  ...FreshAnswer,
  unresolved: UnresolvedAnswer,
  rule: ReasonShown,
})

/** Events shown per condition, the newest; all are counted. */
const EVENTS_MAX = 100

/** Why a person is in a segment or not, from the full history in the warehouse, at any instant. */
export function whyRoutes(app: App, deps: ReportingDeps, warehouse: ReportReader, freshness: Freshness): void {
  const { config, clock } = deps
  app.get(
    '/v1/people/:key/why',
    {
      config: { scope: 'read' },
      schema: {
        summary: 'Why somebody is in a segment, or not',
        tags: ['people'],
        params: z.strictObject({ key: z.string().min(3).max(2048) }),
        querystring: z.strictObject({
          segment: z.string().min(1).max(64),
          at: z.string().max(40).exactOptional(),
          ...FreshParams,
        }),
        response: { 200: WhyAnswer },
      },
    },
    async (request, reply) => {
      const reflected = await freshness(request.query)
      const person = await mustFindPersonId(deps, request.params.key)
      const segment = mustFindSegment(config, request.query.segment)
      const at = instantField(request.query.at, clock.now(), 'at')
      const { member, known, consent, nextChange, rule } = explain(
        segment,
        await queryHistory(warehouse, person),
        at,
        config.segments(),
      )
      void reply.header('cache-control', 'no-store')
      return {
        person,
        segment: segment.id,
        at: iso(at),
        member,
        withheld: (await givable(deps, [person], membershipPurposes(segment))).length === 0,
        known,
        consent: consent.map((c) => ({ purpose: c.purpose, granted: c.granted, by: c.by ?? null, at: isoOrNull(c.at) })),
        ...reflected,
        next_change: finiteIso(nextChange),
        ...toUnresolved(config, segment),
        rule: toTree(rule),
      }
    },
  )
}

function toTree(reason: Reason): Record<string, unknown> {
  const { kind, holds } = reason
  switch (kind) {
    case 'all':
    case 'any':
      return { holds, [kind]: reason.parts.map(toTree) }
    case 'not':
      return { holds, not: toTree(reason.part) }
    case 'consented':
      return { holds, consented: reason.purposes }
    case 'condition':
      return {
        holds,
        condition: reason.condition,
        value: reason.value ?? null,
        event_count: reason.events.length,
        events: reason.events.slice(-EVENTS_MAX).map(toEvidence),
        changes_at: finiteIso(reason.nextTransition),
      }
  }
}

function toEvidence({ eid, hit }: PersonEvent): Record<string, unknown> {
  return { event_id: hit.event_id, eid, source: hit.source, name: hit.name, event_time: iso(hit.event_time) }
}

function finiteIso(instant: number): string | null {
  return Number.isFinite(instant) ? iso(instant) : null
}
