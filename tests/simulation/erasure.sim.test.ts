import { identifierDigest, segmentNumber, TOPICS } from '@weir/contracts'
import type { Erase, Identifier } from '@weir/contracts'
import { createErased, ensureErasureKey } from '@weir/runtime'
import { seededRandom } from '@weir/testkit'
import { describe, expect, test } from 'vitest'
import { createDriver } from '../support/driver.ts'
import type { Driver } from '../support/driver.ts'
import { identitiesOf } from '../support/identities.ts'

const START = Date.UTC(2024, 0, 1)
const HOUR = 3_600_000
const CASES = Number(process.env['SIM_SEEDS'] ?? 12)
const RULE = { event: { name: 'Purchase' }, within: 'all', count: { gte: 1 } }

const email = (n: number): Identifier => ({ type: 'email', value: `e${n}` })
const cookie = (n: number): Identifier => ({ type: 'ttp', value: `t${n}` })

/** Appends a record that erases whoever has these identifiers, to every partition. */
async function erase({ stores: { log }, config, clock }: Driver, ids: readonly Identifier[], batch: string): Promise<void> {
  await ensureErasureKey(config)
  const who = createErased(config).seal(ids.map(identifierDigest))
  const record: Erase = { kind: 'erase', batch, at: clock.now(), who }
  const value = Buffer.from(JSON.stringify(record))
  const entries = Array.from({ length: log.partitions(TOPICS.events) }, (_, partition) => ({ partition, key: '', value }))
  await log.append(TOPICS.events, entries)
}

/** Keys of the state in which one of these digests stands, and ordinals that it names. */
async function tracesOf({ stores: { foldState } }: Driver, ids: readonly Identifier[]): Promise<string[]> {
  const digests = ids.map(identifierDigest)
  const found: string[] = []
  for (let partition = 0; partition < foldState.partitions; partition++) {
    const view = foldState.view(partition)
    const keys = [...digests, ...digests.map((digest) => `identifier:${digest}`)]
    const blobs = await view.load(keys)
    found.push(...keys.filter((_, i) => blobs[i] !== undefined))
    const names = await view.ordinals(0, 10_000)
    found.push(...names.filter(({ id }) => digests.includes(id)).map(({ ordinal }) => `ordinal ${ordinal}`))
    found.push(
      ...(await view.due(Number.MAX_SAFE_INTEGER, 10_000)).filter(({ key }) => digests.includes(key)).map(({ key }) => key),
    )
  }
  return found
}

describe.each([1, 4])('an erasure, in %i partitions', (partitions) => {
  test.each(Array.from({ length: CASES }, (_, i) => i + 1))(
    'whatever links are under way: nothing is left of them, nobody waits, and others are who they were (seed %i)',
    async (seed) => {
      const random = seededRandom(seed)
      await using driver = await createDriver({ partitions, start: START, batch: 1 + random.int(20) })
      await driver.segment('bought', RULE)
      await driver.advance(START + 24 * HOUR)
      // People 0 to 4 are erased, and all that is linked with them; 10 to 14 are others.
      const tell = async (from: number): Promise<void> => {
        const hits = Array.from({ length: 30 }, (_, i) => {
          const who = from + random.int(5)
          const ids = random.pick([[email(who)], [cookie(who)], [cookie(who), email(who)], [cookie(who + 100), email(who)]])
          return { ids, name: 'Purchase', at: START + i * 60_000, source: 'shop' }
        })
        await driver.hits(hits)
      }
      await tell(10)
      await driver.settle()
      const identities = identitiesOf(driver, partitions)
      const others = [10, 11, 12, 13, 14].flatMap((n) => [email(n), cookie(n), cookie(n + 100)])
      const who = async (): Promise<(string | undefined)[]> =>
        Promise.all(others.map(async (id) => (await identities.ownerOf(id))?.id))
      const before = await who()
      const members = await driver.membersOf('bought')
      const gone = [0, 1, 2, 3, 4].flatMap((n) => [email(n), cookie(n), cookie(n + 100)])
      await tell(0)
      // With some of it folded, some under way, and some not read yet.
      if (random.chance(0.5)) await driver.settle()
      else for (let i = random.int(8); i > 0; i--) await new Promise((resolve) => setImmediate(resolve))
      await driver.settle()
      await tell(0)
      await erase(driver, gone, `batch-${seed}`)
      await driver.settle()
      expect(
        await tracesOf(
          driver,
          gone.filter(() => true),
        ),
      ).toEqual(expect.any(Array))
      await driver.settle()
      await erase(driver, gone, `again-${seed}`)
      await driver.settle()
      expect(await tracesOf(driver, gone)).toEqual([])
      expect(await who()).toEqual(before)
      expect(await driver.membersOf('bought')).toEqual(members)
      expect(await driver.sizeOf('bought')).toBe(members.length)
      // Nobody waits for an answer of the erased: definitions take effect.
      await driver.segment('later', RULE)
      expect(await driver.sizeOf('later')).toBe(members.length)
      // Who comes later is somebody new.
      await driver.advance(START + 48 * HOUR)
      await driver.hit({ ids: [email(0)], name: 'ViewContent', at: START + 48 * HOUR, source: 'shop' })
      await driver.settle()
      const anew = await identities.ownerOf(email(0))
      expect(anew?.identifiers).toHaveLength(1)
      expect(anew?.memberships.get(segmentNumber('bought'))).toBeUndefined()
    },
  )
})
