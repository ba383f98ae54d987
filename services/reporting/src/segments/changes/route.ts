import { isWithin, segmentNumber, WeirError } from '@weir/contracts'
import type { LedgerPlace } from '@weir/contracts'
import type { FastifyReply } from 'fastify'
import { z } from 'zod'
import type { App } from '../../shared/app.ts'
import type { ReportingDeps } from '../../shared/deps.ts'
import { EXPORT_ID_TYPES } from '../../shared/id-types.ts'
import { list } from '../../shared/lists.ts'
import { pulled } from '../../shared/pulled.ts'
import type { ReportReader } from '../../shared/reader.ts'
import { mustListEnough } from '../members/min-size.ts'
import { SegmentParams, mustFindSegment } from '../shared/find.ts'
import { untilWhole } from '../shared/versions.ts'
import { ChangesAnswer, changeAnswer } from './answer.ts'
import { ConsumerName } from './destinations.ts'
import type { Destinations } from './destinations.ts'
import { checkDue } from './checks.ts'
import { ChangesCursor, fromChangesCursor, toChangesCursor } from './cursor.ts'
import type { LedgerCursor } from './cursor.ts'
import { nextPage } from './follow.ts'
import type { FollowedPage, Stretch } from './follow.ts'
import type { LedgerSegment } from './handing.ts'
import { readCheck, readChanges } from './page.ts'
import type { Reading } from './page.ts'

const LIMIT = 1_000
const LIMIT_MAX = 2_000
/** People per piece of a stream. */
const PIECE = 500
const WAIT_SECONDS_MAX = 30

const ChangesQuery = z.strictObject({
  cursor: ChangesCursor,
  until: ChangesCursor.describe('A later cursor: what lies behind it is left out. The same two give the same changes again.'),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(LIMIT_MAX)
    .exactOptional()
    .describe(`Changes of membership per page (${LIMIT}); of ndjson, in all (no limit)`),
  wait: z.coerce
    .number()
    .int()
    .min(0)
    .max(WAIT_SECONDS_MAX)
    .default(0)
    .describe('When there is nothing new, wait for so many seconds at most until there is'),
  check: z
    .enum(['true', 'false'])
    .exactOptional()
    .describe('Look at all members once more who may have been withheld, and say who is in; done by itself once in 24 h'),
  format: z.enum(['json', 'ndjson']).default('json'),
  id_types: list(z.enum(EXPORT_ID_TYPES), EXPORT_ID_TYPES.length).exactOptional(),
  consumer: ConsumerName.exactOptional().describe(
    'The destination that the changes are for: what it was handed is kept, and removals are open until it confirms them',
  ),
})

const DESCRIPTION = `Who entered and left the segment, from a cursor on: applied in this order they are its members.
An add is handed out only if consent and opt-outs allow it at this moment; whoever opts out, or is found to be somebody else, is removed.
Nothing is left out between a cursor and the next one, and the same cursor gives the same changes again. format=ndjson has a line per change,
and after every few hundred of them, and at the end, a line {"cursor": ...}.`

interface ChangesParts {
  warehouse: ReportReader
  consumers: Destinations
}

/** The ledger of a segment: adds and removals from a cursor on. */
export function changesRoutes(app: App, deps: ReportingDeps, { warehouse, consumers }: ChangesParts): void {
  const { config, fold, ledger } = deps
  const closing = new AbortController()
  app.addHook('preClose', async () => closing.abort())

  app.get(
    '/v1/segments/:id/changes',
    {
      exposeHeadRoute: false,
      config: { scope: 'export', audited: true, answers: ['conflict'] },
      schema: {
        summary: 'Who entered and left, from a cursor on',
        description: DESCRIPTION,
        tags: ['segments'],
        params: SegmentParams,
        querystring: ChangesQuery,
        response: { 200: ChangesAnswer },
      },
    },
    async (request, reply) => {
      const { query } = request
      const segment = ledgerSegment(deps, request.params.id, query.cursor !== undefined)
      if (query.cursor === undefined && segment.definition)
        await untilWhole(() => mustListEnough(deps, mustFindSegment(config, request.params.id), deps.clock.now()))
      const place = (text: string, path: 'cursor' | 'until'): Promise<LedgerCursor> =>
        fromChangesCursor(config, segment.number, fold.partitions, text, path)
      const from = query.cursor === undefined ? await startOf(deps) : await place(query.cursor, 'cursor')
      const until = query.until === undefined ? undefined : await place(query.until, 'until')
      if (until && !isWithin(from, until)) refuseUntil()
      const idTypes = query.id_types ?? []
      const { consumer: name } = query
      const who = name === undefined ? undefined : { segment: request.params.id, number: segment.number, name }
      const note = who && ((end: LedgerPlace) => consumers.handed(who, from, end))
      const begin = deps.clock.now()
      let isAsked = query.check === 'true'
      const stretchOf = (limit: number): Stretch => {
        const named = name !== undefined && note ? { consumer: name, note } : {}
        const reading: Reading = { segment, limit, idTypes, ...named }
        return {
          page: (after, to) => readChanges(deps, warehouse, reading, after, to),
          end: async () => until ?? ledger.end(),
          due: (at) =>
            until
              ? undefined
              : checkDue(at, fold.partitions, { now: begin, asked: isAsked, changedAt: config.suppression().changedAt }),
          check(at, next) {
            // A round that was asked for begins once; requests after this one may end it.
            isAsked = false
            return readCheck(deps, reading, at, next)
          },
        }
      }
      // What lies before `until` is there: nothing is to be waited for.
      const waitMs = until ? 0 : query.wait * 1_000
      const cursorOf = (at: LedgerCursor): Promise<string> => toChangesCursor(config, segment.number, at)
      void reply.header('cache-control', 'no-store')
      if (query.format === 'ndjson') {
        // Before the head of the answer: a stream that cannot be checked does not begin.
        await deps.optOuts.denialsOf([])
        const pages = streamed(stretchOf, from, waitMs, query.limit ?? Infinity, closing.signal)
        // The schema is that of the other form.
        const plain: FastifyReply = reply
        return plain.type('application/x-ndjson').send(pulled(lines(pages, cursorOf, query.id_types !== undefined)))
      }
      const { changes, next, more } = await nextPage(stretchOf(query.limit ?? LIMIT), from, waitMs, closing.signal)
      return { cursor: await cursorOf(next), more, changes: changes.map((change) => changeAnswer(change, idTypes.length > 0)) }
    },
  )
}

/**
 * A deleted segment is read to its end by whoever has a cursor of it.
 * @throws WeirError not_found.
 */
export function ledgerSegment({ config }: Pick<ReportingDeps, 'config'>, id: string, isKnown: boolean): LedgerSegment {
  const definition = config.segment(id)
  if (!definition && !isKnown) mustFindSegment(config, id)
  return { number: segmentNumber(id), definition }
}

/** Opt-outs of before concern nobody who was not handed out yet, and nobody has to be checked. */
async function startOf({ config, ledger, clock, fold }: ReportingDeps): Promise<LedgerCursor> {
  const since = Math.max(clock.now(), config.suppression().changedAt)
  const { marks, optOuts } = await ledger.end()
  return { marks: marks.map(() => [0, 0]), optOuts, check: { since, partition: fold.partitions, ordinal: 0 } }
}

/** Pages from a place to where the ledger ended when it was asked for, or up to so many changes. */
async function* streamed(
  stretchOf: (limit: number) => Stretch,
  from: LedgerCursor,
  waitMs: number,
  limit: number,
  signal: AbortSignal,
): AsyncGenerator<FollowedPage> {
  let left = limit
  let end: LedgerPlace | undefined
  for (let place = from; ;) {
    const stretch = stretchOf(Math.min(PIECE, left))
    const fixed = end
    const followed = await nextPage(fixed ? { ...stretch, end: async () => fixed } : stretch, place, fixed ? 0 : waitMs, signal)
    end ??= await stretch.end()
    yield followed
    left -= followed.changes.length
    place = followed.next
    if ((isWithin(end, place) && !followed.more) || left <= 0 || signal.aborted) return
  }
}

async function* lines(
  pages: AsyncGenerator<FollowedPage>,
  cursorOf: (at: LedgerCursor) => Promise<string>,
  withIds: boolean,
): AsyncGenerator<string> {
  for await (const { changes, next } of pages) {
    const said = changes.map((change) => `${JSON.stringify(changeAnswer(change, withIds))}\n`)
    yield `${said.join('')}${JSON.stringify({ cursor: await cursorOf(next) })}\n`
  }
}

function refuseUntil(): never {
  const message = 'it lies before the cursor: give a cursor of an answer that came later'
  throw new WeirError('invalid_field', 'the request has faults', { faults: [{ path: 'until', message }] })
}
