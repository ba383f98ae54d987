import { MEASURES, SegmentInput } from '@weir/contracts'
import { z } from 'zod'
import type { App } from '../../shared/app.ts'
import type { Cursors } from '../../shared/cursors.ts'
import { CursorParam } from '../../shared/cursors.ts'
import type { ReportingDeps } from '../../shared/deps.ts'
import { list } from '../../shared/lists.ts'
import type { Costs } from '../cost/cost.ts'
import type { CountMatchable } from '../members/matchable.ts'
import { mustNotBeOwned } from '../shared/managed.ts'
import { mustFindSegment, SegmentParams } from '../shared/find.ts'
import { INCLUDES, ListedSegment, SegmentAnswer, createAnswers } from './answer.ts'
import type { DefinitionStore } from './definitions.ts'
import { SavedSegment } from './saving.ts'
import type { SaveSegment } from './saving.ts'

const LIST_MAX = 10_000
const ListQuery = z.strictObject({
  cursor: CursorParam,
  limit: z.coerce.number().int().min(1).max(LIST_MAX).default(LIST_MAX),
  include: list(z.enum(INCLUDES))
    .exactOptional()
    .describe('What takes longer: matchable looks at the members of each segment, cost asks the warehouse.'),
})
const ListAnswer = z.object({
  segments: z.array(ListedSegment),
  cursor: z.string().nullable().describe('For the next page; null after the last one'),
})
const ListPlace = z.tuple([z.string()])

const RULE_HELP = `A rule is { all: [rule...] }, { any: [rule...] }, { not: rule }, { event: selector, within: window, measure: comparison }
(measures: ${MEASURES.join(', ')}; those of values with a path beside the comparison) or { trait: key, operator: value };
docs/semantics.md has these and more, and the meaning of each. A changed rule or changed purposes make a new version; the answer
comes when the segment follows it.`

interface DefinitionParts {
  costs: Costs
  matchable: CountMatchable
  cursors: Cursors
  definitions: DefinitionStore
  saveSegment: SaveSegment
}

/** Definitions of segments. */
export function segmentRoutes(
  app: App,
  deps: ReportingDeps,
  { costs, matchable, cursors, definitions, saveSegment }: DefinitionParts,
): void {
  const { config } = deps
  const answers = createAnswers(deps, costs, matchable)

  app.put(
    '/v1/segments/:id',
    {
      config: { scope: 'admin', answers: ['conflict'] },
      schema: {
        summary: 'Define a segment',
        description: RULE_HELP,
        tags: ['segments'],
        params: SegmentParams,
        body: SegmentInput,
        response: { 200: SavedSegment },
      },
    },
    async ({ params: { id }, body, weirKey }) => {
      mustNotBeOwned(id)
      return saveSegment(id, body, weirKey?.id ?? null)
    },
  )

  app.get(
    '/v1/segments/:id',
    {
      config: { scope: 'read' },
      schema: { summary: 'One segment', tags: ['segments'], params: SegmentParams, response: { 200: SegmentAnswer } },
    },
    async (request) => answers.one(mustFindSegment(config, request.params.id)),
  )

  app.get(
    '/v1/segments',
    {
      config: { scope: 'read' },
      schema: {
        summary: 'All segments by id, page by page',
        tags: ['segments'],
        querystring: ListQuery,
        response: { 200: ListAnswer },
      },
    },
    async (request, reply) => {
      const { cursor, limit, include = [] } = request.query
      const reading = { key: request.weirKey!.id, list: 'segments' }
      const [after] = cursor === undefined ? [''] : await cursors.take(reading, cursor, ListPlace)
      const left = config
        .segments()
        .filter(({ id }) => id > after)
        .sort((a, b) => (a.id < b.id ? -1 : 1))
      const shown = left.slice(0, limit)
      const last = shown.at(-1)
      const next = left.length > limit && last ? await cursors.give(reading, [last.id]) : null
      if (include.length > 0) return { segments: await answers.list(shown, include), cursor: next }
      const texts = await answers.listTexts(shown)
      void reply.type('application/json; charset=utf-8')
      // Text that is JSON already goes out as it is; the schema's type does not know that.
      // oxlint-disable-next-line no-unsafe-type-assertion -- text that is JSON already
      return reply.send(`{"segments":[${texts.join(',')}],"cursor":${JSON.stringify(next)}}` as never)
    },
  )

  app.delete(
    '/v1/segments/:id',
    {
      config: { scope: 'admin', answers: ['conflict'] },
      schema: {
        summary: 'Delete a segment: everybody leaves it',
        tags: ['segments'],
        params: SegmentParams,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      mustNotBeOwned(request.params.id)
      await definitions.remove(request.params.id, request.weirKey?.id ?? null)
      return reply.code(204).send(null)
    },
  )
}
