import { TOPICS } from '@weir/contracts'
import { poisonOf } from '@weir/testkit'
import { expect, test } from 'vitest'
import { createDriver, personNamed } from '../support/driver.ts'
import type { Driver } from '../support/driver.ts'
import { toHit } from '../support/hits.ts'

const BOUGHT = { event: { name: 'Purchase' }, within: '7d' }

/** Of every kind, and hits that are whole but for one thing that resolve or the fold needs. */
function poison(driver: Driver): [string, Uint8Array][] {
  const hit = toHit({ who: 'bad' }, driver.clock.now())
  const without = (change: object): Uint8Array => Buffer.from(JSON.stringify({ ...hit, ...change }))
  return [
    ...poisonOf(JSON.stringify(hit)),
    ['without a source', without({ source: undefined })],
    ['without an event id', without({ event_id: '' })],
    ['of no channel', without({ channel: 'pigeon' })],
    ['with a receipt that is none', without({ received_at: '2024-05-01' })],
    ['with identifiers that are none', without({ ids: [{ type: 'email' }] })],
    ['without consent', without({ consent: {} })],
  ]
}

const append = (driver: Driver, value: Uint8Array): Promise<void> =>
  driver.stores.log.append(TOPICS.hits, [{ partition: 0, key: 'x', value }])

test('what cannot be read is put aside, each once, and its neighbours are taken, also after a restart', async () => {
  await using driver = await createDriver({ batch: 7 })
  await driver.segment('bought', BOUGHT)
  const bad = poison(driver)
  for (const [i, [, value]] of bad.entries()) {
    await driver.hit({ who: `p${i}` })
    await append(driver, value)
  }
  await driver.hit({ who: 'last' })
  await driver.settle()
  const people = [...bad.keys()].map((i) => personNamed(`p${i}`))
  expect(await driver.membersOf('bought')).toEqual([...people, personNamed('last')].sort())
  const rejected = await driver.rejected()
  expect(rejected.map(({ id }) => id)).toEqual(bad.map((_, i) => `resolve-0-${2 * i + 1}`))
  expect(rejected.every(({ path, code }) => code === 'internal' && path.startsWith('weir.hits/0/'))).toBe(true)
  expect(JSON.stringify(rejected)).not.toContain('kanari')
  // The time of one that was put aside is that of the log.
  expect(rejected[3]?.rejected_at).toContain('2024-01-01')

  await driver.restart()
  await driver.hit({ who: 'after' })
  await driver.settle()
  expect(await driver.has('bought', 'after')).toBe(true)
  // What had left before the restart may leave once more, under the same names.
  expect(new Set((await driver.rejected()).map(({ id }) => id)).size).toBe(bad.length)
})

test.each([1, 3, 500])('a replay puts the same aside under the same names (batches of %i)', async (batch) => {
  const rows = async (crashes: number[]): Promise<string[]> => {
    await using driver = await createDriver({ batch, crashes })
    await driver.segment('bought', BOUGHT)
    for (const [, value] of poison(driver).slice(0, 8)) {
      await append(driver, value)
      await driver.hit({ who: 'ann' })
    }
    await driver.settle()
    expect(await driver.sizeOf('bought')).toBe(1)
    return [...new Set((await driver.rejected()).map((row) => JSON.stringify(row)))].sort()
  }
  expect(await rows([6, 9, 12])).toEqual(await rows([]))
})

test('origins of both steps on weir.rejected are not taken for one another', async () => {
  await using driver = await createDriver()
  await driver.hit({ who: 'ann' })
  await driver.stores.log.append(TOPICS.events, [{ partition: 0, key: 'x', value: Buffer.from('nothing') }])
  await append(driver, Buffer.from('nothing'))
  await driver.settle()
  const origins = (await driver.records(TOPICS.rejected)).map(({ origin }) => origin?.partition)
  expect(new Set(origins)).toEqual(new Set([-1, 0]))
})

test('canary: a hit that can be read is not put aside', async () => {
  await using driver = await createDriver()
  await append(driver, Buffer.from(JSON.stringify(toHit({ who: 'ann' }, driver.clock.now()))))
  await driver.settle()
  expect(await driver.rejected()).toEqual([])
  expect(await driver.facts()).toHaveLength(1)
})
