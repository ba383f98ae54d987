import { setTimeout as sleep } from 'node:timers/promises'
import { NO_OPT_OUTS } from '@weir/reporting'
import { eventually, seededRandom } from '@weir/testkit'
import type { Random } from '@weir/testkit'
import { expect } from 'vitest'
import { HELD_AT, named, startHeldFold } from './held-fold.ts'
import type { HeldFold, Named } from './held-fold.ts'
import { membersOf } from './embedded-client.ts'
import type { Client } from './embedded-client.ts'
import type { OpenStores } from './stores.ts'

/**
 * Withdrawals while exports run, services are restarted, hits pour in, and nothing is folded at
 * all: whoever was told so is in nothing that leaves afterwards. The moment counts at which a piece
 * is handed to the connection, and at which the answer is.
 */

const MEMBERS = 1_500
/** So many people say no in one request. */
export const AT_ONCE = 10
/** For so long nothing may leave while files are read. */
const STALLED_MS = 120_000
/** So many leave between two restarts of the reporting service, at least. */
const PIECES_PER_RESTART = 10
const FILES = [
  'export?format=csv',
  'export?format=ndjson&id_types=EMAIL_SHA256,EXTERNAL_ID_SHA256',
  'export?format=tiktok_file&id_types=EMAIL_SHA256',
  'members?limit=10000',
]

interface Race {
  /** Pieces that left with somebody who had been told before, and how many pieces there were. */
  late: number
  /** How long after their answer the latest of them left, ms. */
  lateMs: number
  pieces: number
  answered: number
  backlog: number
  /** How often the reporting service was cut off. */
  restarts: number
}

interface RaceOptions {
  openStores: OpenStores
  /** How long the answer to an opt-out waits, ms. */
  optOutAnswerMs?: number
  withdrawals: number
  /** Whether opt-outs are asked about, as in production. */
  isChecked: boolean
}

export async function raceWithdrawals({ openStores, optOutAnswerMs = 0, withdrawals, isChecked }: RaceOptions): Promise<Race> {
  const people = Array.from({ length: MEMBERS }, (_, n) => named(n))
  const byTrace = new Map(people.flatMap(({ traces }, n) => traces.map((trace) => [trace, n] as const)))
  const told = new Map<number, number>()
  let [late, lateMs, pieces] = [0, 0, 0]
  const onWrite = (url: string, piece: string, at: number): void => {
    if (!/export|members/.test(url)) return
    pieces++
    for (const [trace] of piece.matchAll(/[0-9a-f]{32,64}/g)) {
      const since = at - (told.get(byTrace.get(trace) ?? -1) ?? Infinity)
      if (since > 0) late++
      lateMs = Math.max(lateMs, since)
    }
  }
  await using weir = await startHeldFold({ openStores, optOutAnswerMs, onWrite, ...(isChecked ? {} : { optOuts: NO_OPT_OUTS }) })
  await prepare(weir, people)
  const stop = new AbortController()
  const others = [
    ...FILES.map((file, i) => readAgain(weir, file, i % 2 === 0 ? 0 : 5, stop.signal)),
    load(weir, stop.signal),
    restartIndex(weir, stop.signal),
  ]
  const restarting = restartReporting(weir, () => pieces, stop.signal)
  const readOn = inStep(() => pieces)
  const all = Promise.all(others)
  await Promise.race([withdraw(weir, people.slice(0, withdrawals), told, readOn), all])
  stop.abort()
  const restarts = await restarting
  await all
  // One list for certain leaves after all answers, however fast the race was.
  expect(await membersOf(weir.client, 'buyers')).toHaveLength(isChecked ? MEMBERS - withdrawals : MEMBERS)
  return { late, lateMs, pieces, answered: told.size, backlog: await weir.backlog(), restarts }
}

async function prepare(weir: HeldFold, people: readonly Named[]): Promise<void> {
  const { client } = weir
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  await client.put('/v1/segments/buyers', { name: 'Buyers', rule: { event: { name: 'Purchase' }, within: 'all' } })
  await client.send(people.map(({ user }, n) => hit('Purchase', `p-${n}`, user)))
  await weir.hold()
  expect(await membersOf(client, 'buyers')).toHaveLength(people.length)
}

/**
 * Waits until a piece has left that nobody else has waited for: so much is read after so many
 * answers, however slow the machine.
 * @throws what was awaited, when nothing leaves for long.
 */
function inStep(pieces: () => number): () => Promise<void> {
  let step = 0
  return async () => {
    const own = (step = Math.max(step, pieces()) + 1)
    await eventually(async () => expect(pieces(), 'pieces of lists and files').toBeGreaterThanOrEqual(own), STALLED_MS)
  }
}

/**
 * Says no for one after the other, some at a time, by any of their identifiers, and lets lists and
 * files be read in between.
 */
async function withdraw(
  { client }: HeldFold,
  people: readonly Named[],
  told: Map<number, number>,
  readOn: () => Promise<void>,
): Promise<void> {
  const random = seededRandom(33)
  const waiting = [...people.entries()]
  const worker = async (): Promise<void> => {
    for (let next = waiting.splice(0, AT_ONCE); next.length > 0; next = waiting.splice(0, AT_ONCE)) {
      await client.send(next.map(([n, { user }]) => denial(random, n, user)))
      for (const [n] of next) told.set(n, performance.now())
      await readOn()
    }
  }
  await Promise.all(Array.from({ length: 3 }, worker))
}

function denial(random: Random, n: number, user: Named['user']): object {
  const by = random.pick(['external_id', 'email'] as const)
  const purposes = random.pick([{ profiling: false }, { personalised_ads: false }, { storage: false, profiling: false }])
  return hit('Consent', `c-${n}`, { [by]: user[by] }, { consent: { purposes } })
}

/**
 * Reads a list or a file over and over, the last time from after the signal on.
 * @param pauseMs a slow reader rests for so long after each piece.
 */
async function readAgain({ client }: HeldFold, file: string, pauseMs: number, signal: AbortSignal): Promise<void> {
  for (let isLast = false; !isLast;) {
    isLast = signal.aborted
    const wasRead = await readOnce(client, file, pauseMs)
    // Cut off by a restart: what had left of it has been looked at.
    if (!wasRead) isLast = false
    await sleep(150)
  }
}

/**
 * @returns false when the service went away meanwhile, or refused because it could not ask in time
 * who has opted out.
 */
async function readOnce({ url, headers }: Client, file: string, pauseMs: number): Promise<boolean> {
  const answer = await fetch(`${url}/v1/segments/buyers/${file}`, { headers }).catch(() => undefined)
  if (!answer) return false
  if (answer.status === 503) {
    expect(await answer.json()).toMatchObject({ code: 'unavailable' })
    return false
  }
  expect(answer.status).toBe(200)
  try {
    for await (const _ of answer.body!) if (pauseMs > 0) await sleep(pauseMs)
    return true
  } catch {
    return false
  }
}

/** Others buy meanwhile: what has to be folded grows and grows. */
async function load({ client }: HeldFold, signal: AbortSignal): Promise<void> {
  for (let batch = 0; batch === 0 || !signal.aborted; batch++) {
    await client.send(Array.from({ length: 100 }, (_, i) => hit('Purchase', `l-${batch}-${i}`, { external_id: `other-${i}` })))
    await sleep(100)
  }
}

async function restartIndex(weir: HeldFold, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await sleep(400)
    await weir.restartIndex()
  }
}

/**
 * Each time after some pieces have left since: on a slow machine every list would be cut off else.
 * @returns how often.
 */
async function restartReporting(weir: HeldFold, pieces: () => number, signal: AbortSignal): Promise<number> {
  let restarts = 0
  do {
    const before = pieces()
    do await sleep(1_500)
    while (pieces() < before + PIECES_PER_RESTART && !signal.aborted)
    await weir.restartReporting()
    restarts++
  } while (!signal.aborted)
  return restarts
}

function hit(event: string, id: string, user: object, more: object = {}): object {
  return { event, event_id: id, event_time: HELD_AT / 1000, source: 'shop', user, ...more }
}

/** The race in one line. */
export function report({ late, lateMs, pieces, answered, backlog, restarts }: Race): string {
  return `${answered} withdrawals, ${backlog} hits waiting to be folded, ${pieces} pieces of lists and files, ${restarts} restarts: ${late} people given out after their answer, ${lateMs.toFixed(1)} ms at most`
}
