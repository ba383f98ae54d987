import type { StoredSegment } from '@weir/contracts'
import { z } from 'zod'
import type { App } from '../../shared/app.ts'
import type { Cursors } from '../../shared/cursors.ts'
import { CursorParam } from '../../shared/cursors.ts'
import type { ReportingDeps } from '../../shared/deps.ts'
import { iso, isoOrNull } from '../../shared/iso.ts'
import type { ReportReader } from '../../shared/reader.ts'
import { openSince } from '../../shared/since.ts'
import { FoldedAnswer, FreshParams } from '../../shared/time/freshness.ts'
import type { Foldedness } from '../../shared/time/freshness.ts'
import { SegmentParams, mustFindSegment } from '../shared/find.ts'
import { untilWhole } from '../shared/versions.ts'
import { fromCursor, toCursor } from './cursor.ts'
import { createListed } from './listed.ts'
import type { CountMatchable } from './matchable.ts'
import type { LiveMember, MemberPlace } from './members.ts'
import { START, membershipVersion, segmentSize, walkMembers, withoutWithheld } from './members.ts'
import { mustListEnough, mustNotBeTooFew } from './min-size.ts'
import { Withheld } from './withheld.ts'

const MembersQuery = z.strictObject({
  cursor: CursorParam,
  limit: z.coerce.number().int().min(1).max(10_000).default(1000),
  ...FreshParams,
})
const SizeAnswer = z.object({
  size: z.int().describe('Members by their own consent'),
  withheld: Withheld,
  as_of: z.string(),
  membership_version: z.string(),
  ...FoldedAnswer,
})
const MembersAnswer = z.object({
  members: z.array(z.object({ person: z.string(), since: z.string(), until: z.string().nullable() })),
  cursor: z.string().nullable().describe('For the next page; null after the last one'),
  membership_version: z.string(),
  ...FoldedAnswer,
})

interface MemberParts {
  warehouse: ReportReader
  cursors: Cursors
  matchable: CountMatchable
  folded: Foldedness
}

/**
 * How many members a segment has, and who they are: for segments that are not below their min_size.
 */
export function memberRoutes(app: App, deps: ReportingDeps, { warehouse, cursors, matchable, folded }: MemberParts): void {
  const { config, fold, clock } = deps

  app.get(
    '/v1/segments/:id/size',
    {
      config: { scope: 'read', answers: ['conflict'] },
      schema: {
        summary: 'How many members there are',
        tags: ['segments'],
        params: SegmentParams,
        querystring: z.strictObject(FreshParams),
        response: { 200: SizeAnswer },
      },
    },
    async (request) => {
      const segment = mustFindSegment(config, request.params.id)
      const reflected = await folded(request.query)
      const version = await membershipVersion(fold)
      const size = await segmentSize(fold, segment.number)
      mustNotBeTooFew(segment, size)
      const { withheld } = await matchable(segment, clock.now())
      mustNotBeTooFew(segment, size - withheld)
      return { size, withheld, as_of: iso(clock.now()), membership_version: version, ...reflected }
    },
  )

  app.get(
    '/v1/segments/:id/members',
    {
      config: { scope: 'read', answers: ['conflict'] },
      schema: {
        summary: 'Members, page by page',
        tags: ['segments'],
        params: SegmentParams,
        querystring: MembersQuery,
        response: { 200: MembersAnswer },
      },
    },
    async (request, reply) => {
      const segment = mustFindSegment(config, request.params.id)
      const { cursor, limit, ...asked } = request.query
      const key = request.weirKey!.id
      const from = cursor === undefined ? START : await fromCursor(cursors, key, segment.number, cursor)
      const reflected = await folded(asked)
      await untilWhole(() => mustListEnough(deps, segment, clock.now()))
      const version = await membershipVersion(fold)
      const find = () => membersFrom(deps, segment, from, limit + 1)
      // One member more than asked for says whether there is a next page. Only a first page may
      // start again.
      const found = await (cursor === undefined ? untilWhole(find) : find())
      const shown = found.slice(0, limit)
      const last = shown.at(-1)
      const next = found.length > limit && last ? await toCursor(cursors, key, segment.number, last.next) : null
      const since = await openSince(warehouse, [segment.number])
      void reply.header('x-weir-since-known', String(since.isKnown))
      const dated = await since.reaching(shown)
      // The last that is done: a large page takes a while, and who has opted out meanwhile is not
      // shown either.
      const given = await withoutWithheld(deps, dated)
      return {
        members: given.map(({ person, membership }) => ({
          person: person.id,
          since: iso(membership.from),
          until: isoOrNull(membership.until),
        })),
        cursor: next,
        membership_version: version,
        ...reflected,
      }
    },
  )
}

/** Up to `count` members from a place on. */
async function membersFrom(deps: ReportingDeps, segment: StoredSegment, from: MemberPlace, count: number): Promise<LiveMember[]> {
  const found: LiveMember[] = []
  const listed = createListed()
  for await (const page of walkMembers(deps, segment, deps.clock.now(), from, Math.min(count, 1000))) {
    found.push(...listed.take(page))
    if (found.length >= count) break
  }
  return found.slice(0, count)
}
