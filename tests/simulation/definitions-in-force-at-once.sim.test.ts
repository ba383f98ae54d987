import { TOPICS } from '@weir/contracts'
import type { Condition } from '@weir/contracts'
import { seededRandom } from '@weir/testkit'
import { expect, test } from 'vitest'
import { createDriver } from '../support/driver.ts'
import type { Driver } from '../support/driver.ts'
import type { Stores } from '../support/faults.ts'

const DAY = 86_400_000

// Where nothing has to be counted before, definitions are in force at the record that announces
// them. That saves a record and two commits, and decides nothing otherwise.

const bought = (times: number, days = 7): Condition => ({
  event: { name: 'Purchase' },
  within: `${days}d`,
  count: { gte: times },
})

async function kindsOf(driver: Driver): Promise<string[]> {
  const records = await driver.records(TOPICS.events)
  return records.map(({ value }) => (JSON.parse(Buffer.from(value).toString()) as { kind: string }).kind)
}

test('with nobody to reconcile a saved segment takes one record', async () => {
  await using driver = await createDriver()
  await driver.segment('a', bought(1))
  await driver.segment('a', bought(2))
  expect(await kindsOf(driver)).toEqual(['define', 'define'])
})

test('only new conditions wait for history and a switch', async () => {
  await using driver = await createDriver()
  await driver.segment('a', bought(1))
  await driver.hits([{ who: 'ann' }, { who: 'bob' }, { who: 'bob' }])
  await driver.settle()
  const before = (await kindsOf(driver)).length
  await driver.segment('a', { not: bought(1) })
  expect(new Set((await kindsOf(driver)).slice(before))).toEqual(new Set(['define', 'tick']))
  expect(await driver.sizeOf('a')).toBe(0)
  await driver.segment('a', bought(2, 9))
  expect(await kindsOf(driver)).toContain('switch')
  expect(await driver.sizeOf('a')).toBe(1)
})

test('what was due before comes of the definitions before', async () => {
  await using driver = await createDriver()
  await driver.segment('a', bought(1))
  await driver.hits([{ who: 'ann' }])
  await driver.settle()
  // The window has ended by the definition's time; nobody has told the partition so far.
  driver.clock.advance(driver.clock.now() + 8 * DAY)
  await driver.segment('a', { not: bought(1) })
  const reasons = (await driver.changes()).map(({ op, reason }) => `${op} ${reason}`)
  expect(reasons).toEqual(['entered event', 'left window', 'entered definition'])
})

/** Announces as versions of Weir did that knew no other way. */
function withSwitches(stores: Stores): Stores {
  const plain = (value: Uint8Array): Uint8Array => {
    const { at_once: _, ...record } = JSON.parse(Buffer.from(value).toString()) as Record<string, unknown>
    return Buffer.from(JSON.stringify(record))
  }
  const append: Stores['log']['append'] = (topic, entries) =>
    stores.log.append(topic, topic === TOPICS.events ? entries.map((one) => ({ ...one, value: plain(one.value) })) : entries)
  return { ...stores, log: { ...stores.log, append } }
}

test.each(Array.from({ length: 12 }, (_, i) => i + 1))('the members are those that a switch makes (%i)', async (seed) => {
  await using quick = await createDriver({ partitions: 2 })
  await using slow = await createDriver({ partitions: 2, sabotage: withSwitches })
  const random = seededRandom(seed)
  for (let step = 0; step < 25; step++) {
    const id = random.pick(['a', 'b', 'c'])
    const rule = random.pick([bought(random.int(3) + 1, random.int(2) + 1), { not: bought(1) }, { segment: 'z' }])
    const who = random.pick(['ann', 'bob', 'cem', 'dov'])
    const what = random.pick(['hit', 'hit', 'save', 'save', 'wait'])
    for (const driver of [quick, slow]) {
      if (step === 0) await driver.segment('z', bought(2))
      if (what === 'hit') await driver.hits([{ who }]).then(() => driver.settle())
      else if (what === 'save') await driver.segment(id, rule)
      else await driver.advance(driver.clock.now() + DAY / 2)
    }
  }
  for (const id of ['a', 'b', 'c', 'z'].filter((one) => quick.config.segment(one)))
    expect(await quick.membersOf(id), id).toEqual(await slow.membersOf(id))
  expect(await kindsOf(slow)).toContain('switch')
})
