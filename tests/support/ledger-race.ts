import { setTimeout as sleep } from 'node:timers/promises'
import { eventually, seededRandom } from '@weir/testkit'
import { expect } from 'vitest'
import { startWeir } from './embedded.ts'
import type { Client } from './embedded-client.ts'
import { changesOf } from './ledger-client.ts'
import type { LedgerChange } from './ledger-client.ts'

/**
 * People withdraw while hits come, persons are found to be one, files and two ledgers are read.
 * Nobody is added by a page that was asked for after their answer, and the ledger of each
 * destination that had somebody has their removal.
 */

const START = Date.UTC(2024, 4, 1)
/** So long readers may take to hand out most people, ms. */
const HANDED_OUT_MS = 60_000

interface Told {
  change: LedgerChange
  /** When the page was asked for, of performance.now(). */
  asked: number
}

const emailOf = (n: number): string => `p${n}@example.org`
/** The SHA-256 in lower case, as identifiers leave. */
async function sha256(text: string): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(text))).toString('hex')
}

const hit = (event: string, id: string, user: object, more: object = {}): object => ({
  event,
  event_id: id,
  event_time: START / 1000,
  source: 'shop',
  user,
  ...more,
})

/** Reads one ledger over and over, the last time to its end after the signal. */
async function follow(
  client: Client,
  consumer: string,
  signal: AbortSignal,
  told: Told[],
  count: { pages: number },
): Promise<void> {
  let cursor: string | undefined
  for (let isLast = false; !isLast;) {
    isLast = signal.aborted
    for (let more = true; more;) {
      const asked = performance.now()
      const page = await changesOf(client, 'buyers', cursor, `limit=40&id_types=EMAIL_SHA256&consumer=${consumer}`)
      for (const change of page.changes) told.push({ change, asked })
      cursor = page.cursor
      count.pages++
      more = page.more
    }
    await sleep(20)
  }
}

/** What there was of each. */
export interface LedgerRace {
  withdrawals: number
  /** Pages of both ledgers. */
  pages: number
  files: number
  /** How many were added by a page before they withdrew, over both ledgers; all have a removal. */
  removed: number
  /** How many were added by a page that was asked for after their answer. */
  late: number
}

/**
 * So many people withdraw, of twice as many.
 * @throws AssertionError when somebody is added after their answer, was handed out and not removed,
 *   or the ledgers do not come to what the list of members says.
 */
export async function raceLedgers(withdrawals: number): Promise<LedgerRace> {
  const people = 2 * withdrawals
  const random = seededRandom(33)
  await using weir = await startWeir({ WEIR_PARTITIONS: '2' })
  const { client } = weir
  await client.setClock(START)
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  await client.put('/v1/segments/buyers', { name: 'Buyers', rule: { event: { name: 'Purchase' }, within: 'all' } })
  const everybody = Array.from({ length: people }, (_, n) => n)
  // Half of them are two persons at first: who they are comes out while they withdraw.
  await sendAll(
    client,
    everybody.map((n) => hit('Purchase', `p-${n}`, { email: emailOf(n) })),
  )
  await sendAll(
    client,
    everybody.filter((n) => n % 2 === 0).map((n) => hit('Purchase', `t-${n}`, { ttp: `t${n}` })),
  )
  await weir.settled()

  const stop = new AbortController()
  const ledgers: Record<string, Told[]> = { one: [], two: [] }
  const count = { pages: 0, files: 0 }
  const answered = new Map<number, number>()
  const readers = Object.entries(ledgers).map(([name, told]) => follow(client, name, stop.signal, told, count))
  const files = (async () => {
    while (!stop.signal.aborted) {
      await client.get('/v1/segments/buyers/export?format=ndjson&consumer=files&id_types=EMAIL_SHA256')
      count.files++
      await sleep(50)
    }
  })()
  const withdraw = async (n: number): Promise<void> => {
    const purposes = random.pick([{ profiling: false }, { personalised_ads: false }, { storage: false, profiling: false }])
    const user = random.pick([{ email: emailOf(n) }, { email: emailOf(n), external_id: `c${n}` }])
    await client.send([hit('Consent', `c-${n}`, user, { consent: { purposes } })])
    answered.set(n, performance.now())
  }
  const hashes = await Promise.all(everybody.map((n) => sha256(emailOf(n))))
  const handedOut = (told: readonly Told[]): number => {
    const byHash = byIdentifier(told)
    return hashes.slice(0, withdrawals).filter((hash) => byHash.has(hash)).length
  }
  // Before that there would be little to take back.
  await eventually(() => Object.values(ledgers).every((told) => handedOut(told) > withdrawals / 2), HANDED_OUT_MS)
  for (let n = 0; n < withdrawals; n += 4) {
    await client.send([
      ...[n, n + 1].map((m) => hit('Login', `l-${m}`, { ttp: `t${m}`, email: emailOf(m) })),
      ...Array.from({ length: 10 }, (_, i) => hit('Purchase', `b-${n}-${i}`, { email: emailOf(random.int(people)) })),
    ])
    await Promise.all([n, n + 1, n + 2, n + 3].map(withdraw))
  }
  await weir.settled()
  stop.abort()
  await Promise.all([...readers, files])

  const race: LedgerRace = { withdrawals: answered.size, ...count, removed: 0, late: 0 }
  for (const [name, told] of Object.entries(ledgers)) {
    const byHash = byIdentifier(told)
    let delivered = 0
    for (let n = 0; n < withdrawals; n++) {
      const own = byHash.get(hashes[n]!) ?? []
      const added = own.filter(({ change }) => change.op === 'add')
      race.late += added.filter(({ asked }) => asked > answered.get(n)!).length
      if (added.length === 0) continue
      delivered++
      expect(own.at(-1)!.change.op, `${name}, the last of ${n}`).toBe('remove')
    }
    expect(delivered).toBeGreaterThan(withdrawals / 2)
    race.removed += delivered
  }
  const members = await client.get<{ members: { person: string }[] }>('/v1/segments/buyers/members?limit=10000')
  const expected = members.members.map(({ person }) => person).toSorted()
  for (const told of Object.values(ledgers)) expect(addedUp(told)).toEqual(expected)
  return race
}

/** In requests of a size that is taken. */
async function sendAll(client: Client, hits: readonly object[]): Promise<void> {
  for (let i = 0; i < hits.length; i += 500) await client.send(hits.slice(i, i + 500))
}

function byIdentifier(told: readonly Told[]): Map<string, Told[]> {
  const found = new Map<string, Told[]>()
  for (const one of told)
    for (const { id } of (one.change.ids ?? []).flat()) if (id !== undefined) found.set(id, [...(found.get(id) ?? []), one])
  return found
}

/** Whom a destination has that does what the ledger says, by person. */
function addedUp(told: readonly Told[]): string[] {
  const people = new Set<string>()
  for (const { change } of told) people[change.op === 'add' ? 'add' : 'delete'](change.person)
  return [...people].toSorted()
}

/** The race in one line. */
export function report({ withdrawals, pages, files, removed, late }: LedgerRace): string {
  return `${withdrawals} withdrawals beside ${pages} pages of two ledgers and ${files} files: ${removed} removals of who had been handed out, ${late} people added after their answer`
}
