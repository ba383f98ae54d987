import { Purpose, SEGMENT_ID, SegmentInput, WeirError } from '@weir/contracts'
import type { StoredSegment } from '@weir/contracts'
import { z } from 'zod'
import type { ReportingDeps } from '../deps.ts'
import { MATCH_TYPES } from '../export/id-types.ts'
import { iso, isoOrNull } from '../iso.ts'
import { mustStand } from '../segments/candidate.ts'
import type { Costs } from '../segments/cost.ts'
import { fromCursor, toCursor } from '../segments/cursor.ts'
import { createDefinitions } from '../segments/definitions.ts'
import { createMatchable } from '../segments/matchable.ts'
import type { LiveMember, Place } from '../segments/members.ts'
import { START, membershipVersion, sizeOf, walkMembers } from '../segments/members.ts'
import { statusOf } from '../segments/status.ts'
import { untilWhole } from '../segments/versions.ts'
import type { App } from './app.ts'
import { CostAnswer, toCostAnswer } from './cost.ts'
import { toUnresolved, UnresolvedAnswer } from './unresolved.ts'

export const SegmentParams = z.strictObject({ id: z.string().regex(SEGMENT_ID, 'an id has a-z, 0-9, "_" and "-", at most 64') })

const SegmentAnswer = z.object({
  id: z.string(),
  number: z.int(),
  name: z.string(),
  description: z.string().exactOptional(),
  rule: z.unknown(),
  purposes: z.array(Purpose).exactOptional(),
  min_size: z.int().exactOptional(),
  version: z.int(),
  updated_at: z.string(),
  status: z
    .enum(['live', 'backfilling'])
    .describe(
      '`backfilling` until everybody follows the definition: members and size are those of the definition before, if any',
    ),
  size: z.int(),
  matchable: z.record(z.enum(MATCH_TYPES), z.int()).describe('Members by the kind of identifier they can be matched on'),
  matchable_error_margin: z
    .number()
    .describe('Half a 95 % interval as a share of size; 0 when everybody was counted (up to 10,000 members)'),
  cost: CostAnswer,
  unresolved: UnresolvedAnswer,
})

const MembersQuery = z.strictObject({
  cursor: z.string().max(200).exactOptional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(1000),
})
const MembersAnswer = z.object({
  members: z.array(z.object({ person: z.string(), since: z.string(), until: z.string().nullable() })),
  cursor: z.string().nullable().describe('For the next page; null after the last one'),
  membership_version: z.string(),
})

/** @throws WeirError not_found. */
export function mustFindSegment(config: ReportingDeps['config'], id: string): StoredSegment {
  const segment = config.segment(id)
  if (!segment) throw new WeirError('not_found', 'there is no segment with this id')
  return segment
}

const RULE_HELP = `A rule is { all: [rule...] }, { any: [rule...] }, { not: rule }, { event: selector, within: window, count | sum | distinct: comparison }
or { trait: key, operator: value }; docs/semantics.md has the meaning of each. A changed rule or changed purposes make a new version; the answer
comes when the segment follows it.`

/** Definitions, sizes and members of segments. */
export function segmentRoutes(app: App, deps: ReportingDeps, costs: Costs): void {
  const { config, fold, clock } = deps
  const definitions = createDefinitions(deps)
  const matchable = createMatchable(deps)

  const toAnswer = async (segment: StoredSegment): Promise<z.input<typeof SegmentAnswer>> => {
    const [size, status, { counts, errorMargin }] = await Promise.all([
      sizeOf(fold, segment.number),
      statusOf(deps, segment),
      matchable(segment, clock.now()),
    ])
    return {
      ...segment,
      ...toUnresolved(config, segment),
      updated_at: iso(segment.updated_at),
      status,
      size,
      matchable: counts,
      matchable_error_margin: errorMargin,
      cost: toCostAnswer(await costs.of(segment, `${segment.number}/${segment.version}`)),
    }
  }

  app.put(
    '/v1/segments/:id',
    {
      config: { scope: 'admin' },
      schema: {
        summary: 'Define a segment',
        description: RULE_HELP,
        tags: ['segments'],
        params: SegmentParams,
        body: SegmentInput,
        response: { 200: SegmentAnswer },
      },
    },
    async (request) => {
      await costs.mustAfford(mustStand(config, request.params.id, request.body))
      return toAnswer(await definitions.save(request.params.id, request.body))
    },
  )

  app.get(
    '/v1/segments/:id',
    {
      config: { scope: 'read' },
      schema: { summary: 'One segment', tags: ['segments'], params: SegmentParams, response: { 200: SegmentAnswer } },
    },
    async (request) => toAnswer(mustFindSegment(config, request.params.id)),
  )

  app.get(
    '/v1/segments',
    {
      config: { scope: 'read' },
      schema: { summary: 'All segments', tags: ['segments'], response: { 200: z.object({ segments: z.array(SegmentAnswer) }) } },
    },
    async () => {
      const segments: z.input<typeof SegmentAnswer>[] = []
      // One after the other: a long list must not load people by the ten thousand at once.
      for (const segment of config.segments()) segments.push(await toAnswer(segment))
      return { segments }
    },
  )

  app.delete(
    '/v1/segments/:id',
    {
      config: { scope: 'admin' },
      schema: {
        summary: 'Delete a segment: everybody leaves it',
        tags: ['segments'],
        params: SegmentParams,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await definitions.remove(request.params.id)
      return reply.code(204).send(null)
    },
  )

  app.get(
    '/v1/segments/:id/size',
    {
      config: { scope: 'read' },
      schema: {
        summary: 'How many members there are',
        tags: ['segments'],
        params: SegmentParams,
        response: { 200: z.object({ size: z.int(), as_of: z.string(), membership_version: z.string() }) },
      },
    },
    async (request) => {
      const segment = mustFindSegment(config, request.params.id)
      const version = await membershipVersion(fold)
      return { size: await sizeOf(fold, segment.number), as_of: iso(clock.now()), membership_version: version }
    },
  )

  app.get(
    '/v1/segments/:id/members',
    {
      config: { scope: 'read' },
      schema: {
        summary: 'Members, page by page',
        tags: ['segments'],
        params: SegmentParams,
        querystring: MembersQuery,
        response: { 200: MembersAnswer },
      },
    },
    async (request) => {
      const segment = mustFindSegment(config, request.params.id)
      const { cursor, limit } = request.query
      const from = cursor === undefined ? START : fromCursor(segment.number, cursor)
      const version = await membershipVersion(fold)
      const find = () => membersFrom(deps, segment, from, limit + 1)
      // One more than asked for says whether there is a next page. Only a first page may begin anew.
      const found = await (cursor === undefined ? untilWhole(find) : find())
      const shown = found.slice(0, limit)
      const last = shown.at(-1)
      return {
        members: shown.map(({ person, membership }) => ({
          person: person.id,
          since: iso(membership.from),
          until: isoOrNull(membership.until),
        })),
        cursor: found.length > limit && last ? toCursor(segment.number, last.next) : null,
        membership_version: version,
      }
    },
  )
}

/** Up to `count` members from a place on. */
async function membersFrom(deps: ReportingDeps, segment: StoredSegment, from: Place, count: number): Promise<LiveMember[]> {
  const found: LiveMember[] = []
  for await (const page of walkMembers(deps, segment, deps.clock.now(), from, Math.min(count, 1000))) {
    found.push(...page)
    if (found.length >= count) break
  }
  return found.slice(0, count)
}
