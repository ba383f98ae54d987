import { setTimeout as sleep } from 'node:timers/promises'
import { seededRandom } from '@weir/testkit'
import { expect, test } from 'vitest'
import { startWeir } from '../support/embedded.ts'
import type { Client } from '../support/embedded-client.ts'
import { changesOf } from '../support/ledger-client.ts'
import type { LedgerChange } from '../support/ledger-client.ts'

/**
 * People withdraw while hits come, persons are found to be one, files and two ledgers are read.
 * Nobody is added by a page that was asked for after their answer, and the ledger of each
 * destination that had somebody has their removal.
 */

const START = Date.UTC(2024, 4, 1)
const PEOPLE = 240
const WITHDRAWING = 120

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
async function follow(client: Client, consumer: string, signal: AbortSignal, told: Told[]): Promise<void> {
  let cursor: string | undefined
  for (let isLast = false; !isLast;) {
    isLast = signal.aborted
    for (let more = true; more;) {
      const asked = performance.now()
      const page = await changesOf(client, 'buyers', cursor, `limit=40&id_types=EMAIL_SHA256&consumer=${consumer}`)
      for (const change of page.changes) told.push({ change, asked })
      cursor = page.cursor
      more = page.more
    }
    await sleep(20)
  }
}

test('every ledger has the removal of everybody who withdrew', async () => {
  const random = seededRandom(33)
  await using weir = await startWeir({ WEIR_PARTITIONS: '2' })
  const { client } = weir
  await client.setClock(START)
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  await client.put('/v1/segments/buyers', { name: 'Buyers', rule: { event: { name: 'Purchase' }, within: 'all' } })
  const everybody = Array.from({ length: PEOPLE }, (_, n) => n)
  // Half of them are two persons at first: who they are comes out while they withdraw.
  await client.send(everybody.map((n) => hit('Purchase', `p-${n}`, { email: emailOf(n) })))
  await client.send(everybody.filter((n) => n % 2 === 0).map((n) => hit('Purchase', `t-${n}`, { ttp: `t${n}` })))
  await weir.settled()

  const stop = new AbortController()
  const ledgers: Record<string, Told[]> = { one: [], two: [] }
  const answered = new Map<number, number>()
  const readers = Object.entries(ledgers).map(([name, told]) => follow(client, name, stop.signal, told))
  const files = (async () => {
    while (!stop.signal.aborted) {
      await client.get('/v1/segments/buyers/export?format=ndjson&consumer=files&id_types=EMAIL_SHA256')
      await sleep(50)
    }
  })()
  const withdraw = async (n: number): Promise<void> => {
    const purposes = random.pick([{ profiling: false }, { personalised_ads: false }, { storage: false, profiling: false }])
    const user = random.pick([{ email: emailOf(n) }, { email: emailOf(n), external_id: `c${n}` }])
    await client.send([hit('Consent', `c-${n}`, user, { consent: { purposes } })])
    answered.set(n, performance.now())
  }
  for (let n = 0; n < WITHDRAWING; n += 4) {
    await client.send([
      ...[n, n + 1].map((m) => hit('Login', `l-${m}`, { ttp: `t${m}`, email: emailOf(m) })),
      ...Array.from({ length: 10 }, (_, i) => hit('Purchase', `b-${n}-${i}`, { email: emailOf(random.int(PEOPLE)) })),
    ])
    await Promise.all([n, n + 1, n + 2, n + 3].map(withdraw))
  }
  await weir.settled()
  stop.abort()
  await Promise.all([...readers, files])

  const hashes = await Promise.all(everybody.map((n) => sha256(emailOf(n))))
  for (const [name, told] of Object.entries(ledgers)) {
    let delivered = 0
    for (let n = 0; n < WITHDRAWING; n++) {
      const own = told.filter(({ change }) => (change.ids ?? []).flat().some(({ id }) => id === hashes[n]))
      const added = own.filter(({ change }) => change.op === 'add')
      expect(
        added.filter(({ asked }) => asked > answered.get(n)!),
        `${name} adds ${n} after the answer`,
      ).toEqual([])
      if (added.length > 0) {
        delivered++
        expect(own.at(-1)!.change.op, `${name}, the last of ${n}`).toBe('remove')
      }
    }
    // Most of them had been handed out before.
    expect(delivered).toBeGreaterThan(WITHDRAWING / 2)
  }
  const fold = (told: readonly Told[]): string[] => {
    const people = new Set<string>()
    for (const { change } of told) people[change.op === 'add' ? 'add' : 'delete'](change.person)
    return [...people].toSorted()
  }
  const members = await client.get<{ members: { person: string }[] }>('/v1/segments/buyers/members?limit=10000')
  const expected = members.members.map(({ person }) => person).toSorted()
  expect(fold(ledgers['one']!)).toEqual(expected)
  expect(fold(ledgers['two']!)).toEqual(expected)
})
