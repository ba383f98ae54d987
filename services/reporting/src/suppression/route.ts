import { setTimeout as sleep } from 'node:timers/promises'
import {
  SUPPRESSED_AT_ONCE_MAX,
  SUPPRESSION_LIST_ID,
  SuppressedIdentifier,
  suppressionKey,
  SuppressionListInput,
  WeirError,
} from '@weir/contracts'
import type { StoredSuppressionList } from '@weir/contracts'
import { createClock } from '@weir/runtime'
import { z } from 'zod'
import type { App } from '../shared/app.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { iso } from '../shared/iso.ts'
import { createSerial } from '../shared/serial.ts'
import { takeEntryLines } from './body.ts'
import { countListed, digestsOf, writeEntries } from './entries.ts'

const Params = z.strictObject({
  id: z.string().regex(SUPPRESSION_LIST_ID, 'expected small letters, digits, "-" and "_", 64 at most'),
})
const Answer = z.object({
  id: z.string(),
  name: z.string(),
  reason: z.string().nullable(),
  segments: z.array(z.string()),
  entries: z.int().describe('How many identifiers are on it, as they were counted when they came'),
  created_at: z.string(),
})
const Identifiers = z.array(SuppressedIdentifier).max(SUPPRESSED_AT_ONCE_MAX)
const Entries = z.strictObject({ add: Identifiers.default([]), remove: Identifiers.default([]) })
const EntriesAnswer = z.object({
  added: z.int().describe('How many were not on it before'),
  removed: z.int().describe('How many were on it'),
  unchanged: z.int(),
  entries: z.int(),
})

const HELP = `Whoever is on a list, by an identifier that they have or had, or as a member of one of its segments, is in no list of members, no file,
no ledger and no destination of any segment, from the answer on; destinations lose them within seconds. Identifiers are kept as one-way digests.`

/** Lists of people whom nothing hands out. */
export function suppressionRoutes(app: App, deps: ReportingDeps): void {
  const { config, clock, erasureAnswerMs } = deps
  const about = { tags: ['suppression'] }
  const inTurn = createSerial()
  const stamp = risingStamp(deps.wallClock ?? createClock('system'))
  const live = (id: string): StoredSuppressionList | undefined => {
    const list = config.suppressionList(id)
    return list?.deleted ? undefined : list
  }
  const find = (id: string): StoredSuppressionList => {
    const list = live(id)
    if (!list) throw new WeirError('not_found', 'there is no suppression list with this id')
    return list
  }
  const store = async ({ id, ...list }: StoredSuppressionList): Promise<void> => config.put(`suppression-list:${id}`, list)
  /** Rises with each change, also where the clock stands still. */
  const changedNow = (): number => Math.max(clock.now(), config.suppression().changedAt + 1)
  /** Another process may have stored something; pages under way leave before the answer. */
  const change = <T>(work: () => Promise<T>): Promise<T> =>
    inTurn(async () => {
      await config.refresh()
      const done = await work()
      if (erasureAnswerMs > 0) await sleep(erasureAnswerMs)
      return done
    })

  app.put(
    '/v1/suppression-lists/:id',
    {
      config: { scope: 'admin' },
      schema: {
        ...about,
        summary: 'Keep people out of everything that is handed out',
        description: HELP,
        params: Params,
        body: SuppressionListInput,
        response: { 200: Answer },
      },
    },
    async ({ params: { id }, body: { identifiers, segments, ...said } }) => {
      mustBeSegments(config, segments)
      const add = identifiers && digestsOf(identifiers, 'identifiers')
      return change(async () => {
        const known = config.suppressionList(id)
        const isNew = !known || known.deleted
        const generation = add || isNew ? stamp() : known.generation
        // Before the list has them, so that it never has too few.
        if (add) await writeEntries(deps, suppressionKey({ id, generation }), { add, remove: [] }, generation)
        const former = new Set([...(known?.former ?? []), ...(known?.segments ?? [])])
        // An empty list, or another name, changes nobody.
        const isOther = add !== undefined || segments.toSorted().join() !== (known?.segments ?? []).toSorted().join()
        await store({
          id,
          ...said,
          segments,
          former: [...former].filter((one) => !segments.includes(one)),
          generation,
          entries: add?.length ?? (isNew ? 0 : known.entries),
          created_at: isNew ? clock.now() : known.created_at,
          changed_at: isOther ? changedNow() : (known?.changed_at ?? 0),
        })
        return shown(find(id))
      })
    },
  )
  app.get(
    '/v1/suppression-lists/:id',
    {
      config: { scope: 'read' },
      schema: { ...about, summary: 'One suppression list', params: Params, response: { 200: Answer } },
    },
    async ({ params }) => shown(find(params.id)),
  )
  app.get(
    '/v1/suppression-lists',
    {
      config: { scope: 'read' },
      schema: { ...about, summary: 'All suppression lists', response: { 200: z.object({ lists: z.array(Answer) }) } },
    },
    async () => ({ lists: config.suppressionLists().flatMap((list) => (list.deleted ? [] : [shown(list)])) }),
  )
  app.delete(
    '/v1/suppression-lists/:id',
    {
      config: { scope: 'admin' },
      schema: {
        ...about,
        summary: 'Delete a suppression list: whoever was on it may be handed out again',
        params: Params,
        response: { 204: z.null() },
      },
    },
    async ({ params: { id } }, reply) => {
      await change(async () => {
        const list = find(id)
        const former = [...new Set([...list.former, ...list.segments])]
        await store({ ...list, segments: [], former, entries: 0, changed_at: changedNow(), deleted: true })
      })
      return reply.code(204).send(null)
    },
  )
  // Only here: elsewhere a body is JSON.
  void app.register(async (scope: App) => {
    takeEntryLines(scope)
    scope.post(
      '/v1/suppression-lists/:id/entries',
      {
        config: { scope: 'admin' },
        schema: {
          ...about,
          summary: 'Put identifiers on a suppression list, or take them off',
          description: 'JSON; or text/csv (type,value and perhaps op), or application/x-ndjson, with one identifier a line.',
          params: Params,
          body: Entries,
          response: { 200: EntriesAnswer },
        },
      },
      async ({ params: { id }, body }) => {
        const add = digestsOf(body.add, 'add')
        const remove = digestsOf(body.remove, 'remove')
        mustNotBeBoth(add, remove)
        return change(async () => {
          const list = find(id)
          const key = suppressionKey(list)
          const added = add.length - (await countListed(deps, key, add))
          const removed = await countListed(deps, key, remove)
          await writeEntries(deps, key, { add, remove }, stamp())
          const entries = Math.max(0, list.entries + added - removed)
          await store({ ...list, entries })
          return { added, removed, unchanged: add.length + remove.length - added - removed, entries }
        })
      },
    )
  })
}

function shown({ id, name, reason, segments, entries, created_at }: StoredSuppressionList): z.infer<typeof Answer> {
  return { id, name, reason: reason ?? null, segments, entries, created_at: iso(created_at) }
}

/** Instants that rise, so that the later of two changes of an entry counts. Unix ms. */
function risingStamp(wall: { now(): number }): () => number {
  let last = 0
  return () => (last = Math.max(wall.now(), last + 1))
}

/** @throws WeirError invalid_field. */
function mustBeSegments(config: ReportingDeps['config'], segments: readonly string[]): void {
  const faults = segments.flatMap((id, i) =>
    config.segment(id) ? [] : [{ path: `segments.${i}`, message: 'there is no segment with this id: store it first' }],
  )
  if (faults.length > 0) throw new WeirError('invalid_field', 'the list has faults', { faults })
}

/** @throws WeirError invalid_field. */
function mustNotBeBoth(add: readonly string[], remove: readonly string[]): void {
  const added = new Set(add)
  const at = remove.findIndex((digest) => added.has(digest))
  if (at === -1) return
  const faults = [{ path: `remove.${at}`, message: 'it is among those that are added, too' }]
  throw new WeirError('invalid_field', 'the request has faults', { faults })
}
