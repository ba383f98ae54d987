// Held by tests/simulation/what-a-destination-has.sim.test.ts
import {
  fillBatches,
  confirmItems,
  isRetraction,
  isSettled,
  isThere,
  markSending,
  partsOfHeldKey,
  planForPerson,
  undoItems,
} from '@weir/destinations'
import type { Before, HeldPerson, SendOutcome } from '@weir/destinations'
import type { Live } from './destinations.ts'
import { askAbout, isAllowed, lookAt } from './look.ts'
import type { PeopleSource } from './people.ts'
import type { SegmentSizes } from './sizes.ts'
import type { Row, SendTarget } from './target.ts'
import type { Draft, Workspace } from './workspace.ts'

export interface Delivering {
  workspace: Workspace
  live: ReadonlyMap<string, Live>
  people: PeopleSource
  sizes: SegmentSizes
  /** What other entries have at this instant, of any partition: names of items, by person. */
  entries: (destination: string, people: readonly string[]) => Promise<ReadonlyMap<string, ReadonlySet<string>>>
  now: () => number
  /** Waits for the pace, ms; ends early when it closes. */
  pause: (ms: number) => Promise<void>
  /** Whether it closes: nothing more is sent. */
  isClosing: () => boolean
  /** Told of each request. */
  onRequest: (destination: Live, action: 'add' | 'remove', outcome: SendOutcome, people: number) => void
}

/** Whoever is held is looked at again after so long, whatever was told, ms. */
const AGAIN_MS = 24 * 3_600_000
/** An item that another person's entry is to take over is looked at again after so long, ms. */
const WAIT_MS = 2_000
/** People of a destination that is paused are looked at after so long, ms. */
const PAUSED_MS = 3_600_000

/** What is to be told of one person in one way. */
interface Errand {
  row: Row
  /** How the items were before they were marked. */
  before: Before
}

/** Tells destinations of people who are due. @param keys of their entries. */
export async function deliverDue(delivering: Delivering, keys: readonly string[]): Promise<void> {
  const people = new Map<string, string[]>()
  for (const key of keys) {
    const parts = partsOfHeldKey(key)
    if (!parts) continue
    const known = people.get(parts.destination)
    if (known) known.push(parts.person)
    else people.set(parts.destination, [parts.person])
  }
  await Promise.all([...people].map(([destination, due]) => deliverTo(delivering, destination, due)))
}

async function deliverTo(delivering: Delivering, key: string, due: readonly string[]): Promise<void> {
  const { workspace, live, now } = delivering
  const destination = live.get(key)
  const until = postponedUntil(destination, now())
  if (!destination || until !== undefined)
    return workspace.step(async (draft) => {
      for (const held of await draft.known(key, due)) if (held) put(draft, key, held, until)
    })
  const errands = await workspace.step((draft) => plan(draft, destination, delivering, due))
  // Who has to go goes first.
  for (const action of ['remove', 'add'] as const) await sendAll(delivering, destination, action, errands[action])
}

/** @returns until when nothing may be sent; undefined where it may. */
function postponedUntil(destination: Live | undefined, now: number): number | undefined {
  if (!destination || destination.spec.deleting) return undefined
  if (destination.spec.paused) return now + PAUSED_MS
  const closed = destination.gate.closedUntil()
  return closed > now ? closed : undefined
}

function put(draft: Draft, key: string, held: HeldPerson, due: number | undefined): void {
  if (due === undefined) delete held.due
  else held.due = due
  draft.put(key, held)
}

/** Looks at people, and marks what is about to be sent of them. */
async function plan(
  draft: Draft,
  destination: Live,
  delivering: Delivering,
  due: readonly string[],
): Promise<Record<'add' | 'remove', Errand[]>> {
  const { key } = destination
  const { entries, now } = delivering
  const at = now()
  const helds = await draft.load(key, due)
  const looked = await lookAt(delivering, destination, helds.map(askAbout))
  const keepers = new Set([...looked.values()].flatMap(({ kept }) => [...kept.values()].flat()))
  const others = keepers.size > 0 ? await entries(key, [...keepers]) : new Map<string, ReadonlySet<string>>()
  const isTheirs = (name: string, theirs: readonly string[]): boolean => theirs.some((one) => others.get(one)?.has(name))
  const errands: Record<'add' | 'remove', Errand[]> = { add: [], remove: [] }
  for (const held of helds) {
    const known = looked.get(held.person) ?? { given: undefined, kept: new Map() }
    const planned = planForPerson(held, known, isTheirs)
    // Who may be there again, and has nothing there that must go, only waits to be added.
    if (known.given && planned.remove.length === 0 && isRetraction(held)) held.asked = { at, reason: 'sync' }
    const before = markSending(held, planned, at)
    if (isSettled(planned)) {
      settle(draft, key, held, { at, againMs: planned.wait.length > 0 ? WAIT_MS : AGAIN_MS })
      continue
    }
    put(draft, key, held, Math.min(held.due ?? at, at))
    const { at: since, reason } = held.asked ?? { at, reason: 'sync' }
    const row = (items: string[]): Row => ({ person: held.person, items, at: since, reason, turn: held.turns })
    if (planned.add.length > 0) errands.add.push({ row: row(planned.add.map(({ name }) => name)), before })
    if (planned.remove.length > 0) errands.remove.push({ row: row(planned.remove), before })
  }
  return errands
}

/** The destination is right about the person. @param againMs when they are looked at again. */
function settle(draft: Draft, key: string, held: HeldPerson, { at, againMs }: { at: number; againMs: number }): void {
  const isErased = held.asked?.reason === 'erasure'
  delete held.asked
  delete held.failing
  if (isThere(held)) put(draft, key, held, at + againMs)
  else if (isErased || !held.left) draft.forget(key, held)
  else put(draft, key, held, undefined)
}

async function sendAll(
  delivering: Delivering,
  destination: Live,
  action: 'add' | 'remove',
  errands: readonly Errand[],
): Promise<void> {
  const { target } = destination
  const pieces = errands.flatMap((errand) => piecesOf(errand, target))
  const batches = fillBatches(pieces, ({ row }) => target.weigh(row), target.limits)
  let next = 0
  const work = async (): Promise<void> => {
    for (let batch = batches[next++]; batch; batch = batches[next++]) await send(delivering, destination, action, batch)
  }
  await Promise.all(Array.from({ length: Math.min(target.parallel, batches.length) }, work))
}

/** Somebody with more items than one request may hold goes in several. */
function piecesOf(errand: Errand, target: SendTarget): Errand[] {
  const { row } = errand
  const { limits } = target
  const { rows, bytes } = target.weigh(row)
  const least = Math.max(Math.ceil(rows / limits.rows), Math.ceil(bytes / limits.bytes))
  if (least <= 1) return [errand]
  const size = Math.max(1, Math.min(limits.rows, Math.floor(row.items.length / least)))
  return Array.from({ length: Math.ceil(row.items.length / size) }, (_, i) => ({
    ...errand,
    row: { ...row, items: row.items.slice(i * size, (i + 1) * size) },
  }))
}

async function send(
  delivering: Delivering,
  destination: Live,
  action: 'add' | 'remove',
  errands: readonly Errand[],
): Promise<void> {
  const { now, pause } = delivering
  const { gate, target } = destination
  const closed = (reason: string): SendOutcome => ({ kind: 'blocked', reason, request: '' })
  const wait = gate.closedUntil() > now() ? 0 : gate.take(now())
  if (wait > 0) await pause(wait)
  if (delivering.isClosing() || gate.closedUntil() > now())
    return conclude(delivering, destination, action, errands, closed('the destination is not asked at present'))
  const sent = action === 'add' ? await stillGiven(delivering, destination, errands) : errands
  if (sent.length === 0) return
  const began = now()
  const rows = sent.map(({ row }) => row)
  const outcome = await target.send(action, rows)
  if (outcome.kind === 'done') gate.succeeded()
  else if (outcome.kind !== 'refused') gate.failed(now(), outcome.kind === 'blocked' ? outcome.forMs : undefined)
  if (outcome.kind !== 'done') gate.reason = outcome.reason
  delivering.onRequest(destination, action, outcome, rows.length)
  await conclude(delivering, destination, action, sent, outcome, now() - began)
  if (outcome.kind !== 'refused' || sent.length === 1) return
  // Somebody among them is at fault: the halves tell who.
  const middle = sent.length >> 1
  for (const half of [sent.slice(0, middle), sent.slice(middle)]) await send(delivering, destination, action, half)
}

/**
 * Those who may be added at this very instant. What may not be is as if it had never been planned,
 * and is looked at again.
 */
async function stillGiven(delivering: Delivering, destination: Live, errands: readonly Errand[]): Promise<Errand[]> {
  const { workspace, now } = delivering
  const { key, target } = destination
  const helds = await workspace.step((draft) =>
    draft.known(
      key,
      errands.map(({ row }) => row.person),
    ),
  )
  const asked = helds.flatMap((held) => (held ? [askAbout(held)] : []))
  const looked = await lookAt(delivering, destination, asked)
  const parts = errands.map((errand, i) => {
    const known = looked.get(errand.row.person)
    const may = (name: string): boolean => isAllowed(known, { name, digest: helds[i]?.items[name]?.digest ?? '' })
    const items = errand.row.items.filter(may)
    return { errand, items, others: errand.row.items.filter((name) => !may(name)) }
  })
  const changed = parts.filter(({ others }) => others.length > 0)
  if (changed.length > 0)
    await workspace.step(async (draft) => {
      for (const { errand, others } of changed) {
        const [held] = await draft.load(key, [errand.row.person])
        if (!held) continue
        if (!target.marksStay) undoItems(held, others, errand.before)
        put(draft, key, held, now())
      }
    })
  return parts.flatMap(({ errand, items }) => (items.length > 0 ? [{ ...errand, row: { ...errand.row, items } }] : []))
}

/** Writes down what became of a request. */
async function conclude(
  { workspace, now }: Delivering,
  { key, gate, target }: Live,
  action: 'add' | 'remove',
  errands: readonly Errand[],
  outcome: SendOutcome,
  took?: number,
): Promise<void> {
  const at = now()
  const { kind, request } = outcome
  // The halves that come next have the same marks.
  const goesOn = kind === 'refused' && errands.length > 1
  await workspace.step(async (draft) => {
    // In one round trip; below each as the one before has left it: a person may be in two pieces.
    await draft.load(
      key,
      errands.map(({ row }) => row.person),
    )
    for (const { row, before } of goesOn ? [] : errands) {
      const [held] = await draft.load(key, [row.person])
      if (!held) continue
      if (kind === 'done') confirmItems(held, action, row.items, { at, request })
      else if (kind === 'unknown') held.failing ??= at
      else if (!target.marksStay) undoItems(held, row.items, before)
      const isGivenUp =
        kind === 'refused' ||
        (kind === 'unknown' && target.giveUpMs !== undefined && at - (held.failing ?? at) >= target.giveUpMs)
      if (isGivenUp) held.dead = outcome.reason
      put(draft, key, held, isGivenUp ? undefined : kind === 'done' ? at : Math.max(at, gate.closedUntil()))
    }
    if (took === undefined) return
    const reason = outcome.kind === 'done' ? {} : { reason: outcome.reason }
    draft.log(key, { at, action, people: errands.length, outcome: kind, took, request, ...reason })
  })
}
