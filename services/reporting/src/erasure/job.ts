// Held by tests/e2e/erasure.e2e.test.ts

import { randomUUID } from 'node:crypto'
import { erasureKey, foldStatus, TOPICS, WAREHOUSE_RECEIPT } from '@weir/contracts'
import type { Erase, StoredErasure } from '@weir/contracts'
import type { EventLog } from '@weir/eventlog'
import { eraseBatch, repeat } from '@weir/runtime'
import type { SharedIndex } from '@weir/state'
import type { ReportingDeps } from '../shared/deps.ts'
import type { PersonView } from '../shared/person.ts'
import { createReportReader } from '../shared/reader.ts'
import { findAgain, erasureNames } from './find.ts'
import { queryQuoting } from '../shared/sql/quoting.ts'
import { handedOut, handedTogether, findHanded } from './handed.ts'
import { queryRows } from './query.ts'
import { RUNNER } from './request.ts'

export interface ErasingDeps extends Pick<
  ReportingDeps,
  | 'config'
  | 'fold'
  | 'warehouse'
  | 'clock'
  | 'logger'
  | 'decodePerson'
  | 'erased'
  | 'erasureLedger'
  | 'awaitVisible'
  | 'awaitFolded'
> {
  log: Pick<EventLog, 'append' | 'partitions'>
  /** The index of identifiers that were met, which no partition owns. */
  index: SharedIndex
  /** Erases what the log has of them, where it can be rewritten. @returns how many records. */
  rewriteLog?: (requests: readonly StoredErasure[]) => Promise<number>
  /** Names batches; without it by chance. */
  newId?: () => string
  /** Names this process among those that see to erasures; else {@link RUNNER} does. */
  runner?: string
}

/** A request with its id. */
interface Asked {
  id: string
  request: StoredErasure
}

/** What the control plane says of requests. */
interface Known {
  version: number
  /** Those that are not done. */
  asked: readonly Asked[]
  /** How many requests there are of a batch, at whatever stage. */
  sizes: ReadonlyMap<string, number>
}

const LOOK_MS = 250
const AGAIN_MS = 2_000
/** A step that takes longer is left for the next look. */
const WAIT_MS = 30_000
/** Requests that are not together again after so many looks are taken up one by one. */
const LOOKS_APART = 20
/** Requests of a process that does not see to them any more are taken over, ms. */
const TAKE_OVER_MS = 60_000
/** So many keyed digests fit into one record. */
const DIGESTS_MAX = 10_000
/** And so many places of people who were handed out; one request is never divided. */
const HANDED_MAX = 50_000

/**
 * Sees to requests to erase people, all that wait together: finds out who they are, has the fold
 * erase them by one record per partition, then the index, then the loader their rows, then the log.
 * Each step is told to the control plane, so a process that dies is succeeded by another.
 */
export function startErasures(deps: ErasingDeps): { close(): Promise<void> } {
  const reader = createReportReader(deps.warehouse)
  const { config, erased, clock, log, erasureLedger } = deps
  const partitions = log.partitions(TOPICS.events)
  /** Batches whose records this process has appended. */
  const appended = new Set<string>()
  /** How often requests of a batch were seen apart. */
  const apart = new Map<string, number>()
  let known: Known = { version: -1, asked: [], sizes: new Map() }

  /**
   * Stores what has become of requests; first in the ledger, which backups do not take back. What
   * another process has done for one of them meanwhile stands: it knows whom it has erased.
   */
  async function store(
    next: readonly Asked[],
    from: readonly Asked[],
    finish = (asked: readonly Asked[]): readonly Asked[] => asked,
  ): Promise<void> {
    await config.refresh()
    const known = new Map(from.map(({ id, request }) => [id, request]))
    const asked = finish(next.filter(({ id }) => config.erasures().get(id) === known.get(id)))
    if (asked.length === 0) return
    await erasureLedger?.note(asked)
    await config.putAll(asked.map(({ id, request }) => ({ key: erasureKey(id), value: request })))
  }

  /** Who is meant by now: whoever absorbed them is the same person. */
  async function toState(accepted: readonly Asked[]): Promise<void> {
    // Whom destinations have is seen by rows and places that are there.
    if (!(await deps.awaitFolded(WAIT_MS)) || !(await deps.awaitVisible(WAIT_MS))) return
    await config.refresh()
    const persons = await findMeant(accepted.map(({ request }) => request))
    const quoting = await quotingOf(persons)
    const handed = await findHanded(reader, config.consumers(), persons.flat().flatMap(idsOf))
    const batch = (deps.newId ?? randomUUID)()
    const at = Math.max(clock.now(), await logTime())
    const next = accepted.map(({ id, request }, i): Asked => {
      const found = persons[i] ?? []
      const names = erasureNames(erased, found, erased.open(request.who))
      const { who } = names
      const counts = { state: stateCounts(found) }
      const ids = [...new Set(found.flatMap(idsOf))].filter((one) => handed.has(one))
      const sealed = new Map(erased.seal(ids).map((digest, n) => [ids[n], who.indexOf(digest)]))
      const out = handedOut(handed, ids, (one) => sealed.get(one) ?? -1)
      const told = out.length > 0 ? { handed: out } : {}
      const known = found.length > 0 ? { found: found.length } : {}
      const reach = { at: request.at ?? at, batch, rejected: quoting[i] ?? [] }
      return { id, request: { ...request, ...known, ...reach, ...told, ...names, stage: 'state', counts } }
    })
    await store(fittingHanded(next), accepted, counted)
  }

  /**
   * Whom each request means: what it asked for, and whoever is known under an id that it names. One
   * of its identifiers may have gone to somebody else, who is not meant. Whoever was not folded yet
   * when they were asked for has the identifier by now.
   */
  async function findMeant(requests: readonly StoredErasure[]): Promise<PersonView[][]> {
    const unknown = requests.filter(({ found }) => found === 0).flatMap(({ asked }) => asked)
    const have = await findAgain(deps, [...new Set(erased.open(unknown))], 'identifier')
    const named = requests.flatMap(({ asked, who }) => [...asked, ...who])
    const are = await findAgain(deps, [...new Set(erased.open(named))], 'person')
    return requests.map((request) => {
      const [asked, who] = [erased.open(request.asked), erased.open(request.who)]
      const known = [
        ...asked.flatMap((digest) => are.get(digest) ?? []),
        ...who.flatMap((digest) => are.get(digest) ?? []).filter(({ id }) => who.includes(id)),
      ]
      const all = [
        ...(request.found === 0 ? asked.flatMap((digest) => have.get(digest) ?? []) : []),
        ...known.filter((person) => erased.isGone(person)),
      ]
      return [...new Map(all.map((person) => [person.id, person])).values()]
    })
  }

  /** What was received by now counts as before, whatever the clocks of other processes say. */
  async function logTime(): Promise<number> {
    const metas = await Promise.all(Array.from({ length: partitions }, (_, partition) => deps.fold.view(partition).meta()))
    return Math.max(...metas.map((meta) => foldStatus(meta).now))
  }

  async function quotingOf(persons: readonly PersonView[][]): Promise<string[][]> {
    const values = persons.flatMap((found, place) =>
      found.flatMap(({ identifiers }) => identifiers.map(({ value }) => ({ value, place }))),
    )
    const ids = persons.map((): string[] => [])
    const quoting = await queryQuoting(
      reader,
      values.map(({ value }) => value),
    )
    for (const [id, text] of quoting) ids[values[text]?.place ?? 0]?.push(id)
    return ids
  }

  async function append(batch: string, asked: readonly Asked[]): Promise<void> {
    const who = [...new Set(asked.flatMap(({ request }) => request.who))]
    const at = Math.max(...asked.map(({ request }) => request.at ?? 0))
    const handed = handedTogether(
      asked.map(({ request }) => request),
      who,
    )
    const shared = [...new Set(asked.flatMap(({ request }) => request.shared ?? []))]
    const told = { ...(shared.length > 0 ? { shared } : {}), ...(handed.length > 0 ? { handed } : {}) }
    const record: Erase = { kind: 'erase', batch, at, who, ...told }
    const value = Buffer.from(JSON.stringify(record))
    await log.append(
      TOPICS.events,
      Array.from({ length: partitions }, (_, partition) => ({ partition, key: '', value })),
    )
    appended.add(batch)
  }

  /** Every partition has erased them; what is on its way to the warehouse remains. */
  async function toWarehouse(batch: string, asked: readonly Asked[]): Promise<void> {
    const whoOf = (): string[] => asked.flatMap(({ request }) => request.who)
    const look = (): ReturnType<typeof eraseBatch> => eraseBatch(config, { batch, who: whoOf(), partitions })
    if (!look().isTaken) return
    if (!(await deps.awaitFolded(WAIT_MS)) || !(await deps.awaitVisible(WAIT_MS))) return
    await config.refresh()
    const { isTaken, more } = look()
    // A state that was on its way to one of them came meanwhile.
    if (!isTaken) return
    const digests = erased.open([...new Set([...whoOf(), ...more])])
    const entries = await deps.index.remove(digests)
    const rows = await Promise.all((['facts', 'memberships'] as const).map((table) => queryRows(reader, table, digests)))
    const next = asked.map(({ id, request }, i): Asked => {
      const who = i === 0 ? [...new Set([...request.who, ...more])] : request.who
      const own = erased.open(who)
      const [facts, memberships] = rows.map((found) => own.reduce((sum, digest) => sum + (found.get(digest) ?? 0), 0))
      const warehouse = { facts: facts ?? 0, memberships: memberships ?? 0, rejected: request.rejected?.length ?? 0 }
      const counts = { ...request.counts, warehouse, batch: { index_entries: entries } }
      return { id, request: { ...request, who, stage: 'warehouse', counts } }
    })
    await store(next, asked)
  }

  /** Their rows are gone; the log is gone through once for all batches that have come so far. */
  async function toDone(asked: readonly Asked[]): Promise<void> {
    const receiptOf = ({ request }: Asked) => config.eraseReceipts().get(`${request.batch ?? ''}:${WAREHOUSE_RECEIPT}`)
    const ready = asked.filter((one) => receiptOf(one) !== undefined)
    if (ready.length === 0) return
    const records = await deps.rewriteLog?.(ready.map(({ request }) => request))
    const log: Record<string, Record<string, number>> = records === undefined ? {} : { batch_log: { records } }
    await store(
      ready.map((one): Asked => {
        const { rejected: _, ...rest } = one.request
        const counts = { ...rest.counts, batch_warehouse: receiptOf(one)?.counts ?? {}, ...log }
        return { id: one.id, request: { ...rest, stage: 'done', finished_at: clock.now(), counts } }
      }),
      ready,
    )
  }

  /** Those that are not done; all there ever were are gone through only when one has changed. */
  function unfinished(): Known {
    if (known.version === config.erasuresVersion()) return known
    const all = [...config.erasures()].map(([id, request]) => ({ id, request }))
    const sizes = new Map([...byBatch(all)].map(([batch, asked]) => [batch, asked.length]))
    known = { version: config.erasuresVersion(), asked: all.filter(({ request }) => request.stage !== 'done'), sizes }
    return known
  }

  /**
   * Goes on with the batches of which all requests are seen: a record erases no fewer, and not
   * again. What two processes have taken up at once may stay apart: it is taken up anew.
   */
  async function whole(asked: readonly Asked[]): Promise<Map<string, readonly Asked[]>> {
    const batches = new Map<string, readonly Asked[]>(byBatch(asked))
    for (const [batch, some] of batches) {
      if ((known.sizes.get(batch) ?? 0) >= Math.max(...some.map(({ request }) => request.together ?? 1))) {
        apart.delete(batch)
        continue
      }
      batches.delete(batch)
      apart.set(batch, (apart.get(batch) ?? 0) + 1)
      if (apart.get(batch)! <= LOOKS_APART) continue
      apart.delete(batch)
      await store(some.map(anew), some)
    }
    return batches
  }

  async function look(): Promise<void> {
    const now = clock.now()
    const open = unfinished().asked.filter(
      ({ request }) =>
        request.runner === (deps.runner ?? RUNNER) || now - request.requested_at > TAKE_OVER_MS || deps.rewriteLog !== undefined,
    )
    const accepted = fitting(open.filter(({ request }) => request.stage === 'accepted'))
    if (accepted.length > 0) await toState(accepted)
    for (const [batch, asked] of await whole(open.filter(({ request }) => request.stage === 'state'))) {
      if (!appended.has(batch)) await append(batch, asked)
      await toWarehouse(batch, asked)
    }
    const loaded = await whole(open.filter(({ request }) => request.stage === 'warehouse'))
    await toDone([...loaded.values()].flat())
  }
  const onError = (error: unknown): void =>
    deps.logger.warn({ reason: error instanceof Error ? error.name : 'unknown' }, 'an erasure could not go on; trying again')
  return repeat(look, { everyMs: LOOK_MS, againMs: AGAIN_MS, onError })
}

/** Each knows how many they are. */
function counted(asked: readonly Asked[]): Asked[] {
  return asked.map(({ id, request }) => ({ id, request: { ...request, together: asked.length } }))
}

/** As if nobody had seen to it yet; up to when it reaches stays. */
function anew({ id, request }: Asked): Asked {
  const { batch: _, together: _of, rejected: _ids, ...left } = request
  return { id, request: { ...left, stage: 'accepted' } }
}

/** The first of them whose digests fit into one record. */
function fitting(asked: readonly Asked[]): Asked[] {
  let left = DIGESTS_MAX
  return asked.filter(({ request }, i) => i === 0 || (left -= 4 * request.who.length) > 0)
}

/** The first of them whose people's places at destinations fit; the others wait. */
function fittingHanded(asked: readonly Asked[]): Asked[] {
  let left = HANDED_MAX
  const placesOf = ({ request }: Asked): number => (request.handed ?? []).reduce((sum, { who }) => sum + who.length, 0)
  return asked.filter((one, i) => (left -= placesOf(one)) > 0 || i === 0)
}

/** The ids under which somebody may have been handed out. */
function idsOf({ id, absorbed }: PersonView): string[] {
  return [id, ...absorbed.map((one) => one.id)]
}

function byBatch(asked: readonly Asked[]): Map<string, Asked[]> {
  const batches = new Map<string, Asked[]>()
  for (const one of asked) {
    const { batch } = one.request
    if (batch === undefined) continue
    const others = batches.get(batch)
    if (others) others.push(one)
    else batches.set(batch, [one])
  }
  return batches
}

function stateCounts(people: readonly PersonView[]): Record<string, number> {
  const sum = (count: (person: PersonView) => number): number => people.reduce((all, person) => all + count(person), 0)
  return {
    persons: people.length,
    absorbed: sum(({ absorbed }) => absorbed.length),
    identifiers: sum(({ identifiers }) => identifiers.length),
    memberships: sum(({ memberships }) => memberships.length),
  }
}
