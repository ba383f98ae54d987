import { clickhouseTime, thresholdIdsIn } from '@weir/contracts'
import type { Condition } from '@weir/contracts'
import { publishScores } from '@weir/segmenter'
import { describe, expect, test } from 'vitest'
import { createDriver, personNamed } from '../support/driver.ts'
import type { Driver, DriverOptions } from '../support/driver.ts'

const DAY = 86_400_000
const PEOPLE = Array.from({ length: 12 }, (_, i) => `p${i}`)
const best: Condition = { percentile: { of: { event: { name: 'Purchase' } }, within: 'all' }, top: 0.1 }
const [bestId] = thresholdIdsIn(best) as [string]
const likely: Condition = { score: 'buys', percentile: { gte: 50 } }

async function publish(driver: Driver, id: string, version: number, numbers: object): Promise<void> {
  await driver.config.put(`threshold:${id}`, { id, version, published_at: driver.clock.now(), ...numbers })
  await driver.applied()
}
const ranks = (from: number) => ({ percentiles: Array.from({ length: 99 }, (_, i) => from + i / 100) })
const named = (from: number, to = PEOPLE.length): string[] => PEOPLE.slice(from, to).map(personNamed).sort()

/**
 * The n-th of twelve people buys n times and has the score n / 10; then thresholds come, and
 * change.
 */
async function story(driver: Driver): Promise<void> {
  await driver.hits(PEOPLE.flatMap((who, i) => Array.from({ length: i + 1 }, (_, k) => ({ who, id: `${who}-${k}` }))))
  await driver.settle()
  await driver.put('best', best)
  await driver.put('rest', { not: { segment: 'best' } })
  await driver.segment('likely', likely)
  expect(await Promise.all(['best', 'rest', 'likely'].map((id) => driver.sizeOf(id)))).toEqual([0, 0, 0])

  await publish(driver, bestId, 1, { value: 10 })
  expect([await driver.membersOf('best'), await driver.membersOf('rest')]).toEqual([named(9), named(0, 9)])

  const scores = PEOPLE.map((who, i) => ({ person: personNamed(who), value: i / 10 }))
  await publishScores(driver.stores.log, { model: 'buys' }, scores, driver.clock.now())
  // A run that was cut short publishes again.
  await publishScores(driver.stores.log, { model: 'buys' }, scores, driver.clock.now())
  await publish(driver, 'model:buys', 1, ranks(0.51))
  await driver.settle()
  expect(await driver.membersOf('likely')).toEqual(named(10))

  await driver.advance(driver.clock.now() + DAY)
  await publish(driver, bestId, 2, { value: 5 })
  await publish(driver, 'model:buys', 2, ranks(0.01))
  expect([await driver.membersOf('best'), await driver.membersOf('rest')]).toEqual([named(4), named(0, 4)])
  expect(await driver.membersOf('likely')).toEqual(named(5))
}

describe.each<DriverOptions>([{}, { partitions: 3, batch: 2, slice: 2 }])('%o', (options) => {
  test('a published threshold takes effect for everybody at one instant', async () => {
    await using driver = await createDriver(options)
    const start = driver.clock.now()
    await story(driver)
    const changes = await driver.changes()
    const second = changes.filter(({ at }) => at === clickhouseTime(start + DAY))
    expect(second.map(({ segment, op }) => `${segment} ${op}`).sort()).toEqual(
      [
        ...Array<string>(5).fill('best entered'),
        ...Array<string>(5).fill('likely entered'),
        ...Array<string>(5).fill('rest left'),
      ].sort(),
    )
    expect(new Set(second.map(({ reason }) => reason))).toEqual(new Set(['definition']))
    expect(changes.every(({ at }) => at === clickhouseTime(start) || at === clickhouseTime(start + DAY))).toBe(true)
  })
})

test('wherever the process dies, the members are the same', async () => {
  await using whole = await createDriver()
  await story(whole)
  for (let point = 0; point < whole.points(); point += 3) {
    await using driver = await createDriver({ crashes: [point] })
    await story(driver)
  }
})

test('a withdrawal of consent to modelling ends what rests on scores, and nothing else', async () => {
  await using driver = await createDriver()
  await story(driver)
  await driver.hit({ who: 'p11', name: 'Consent', said: { modelling: false } })
  await driver.settle()
  expect(await driver.membersOf('likely')).toEqual(named(5, 11))
  expect(await driver.membersOf('best')).toEqual(named(4))
  // What is published later is no consent.
  await publishScores(driver.stores.log, { model: 'buys' }, [{ person: personNamed('p11'), value: 1 }], driver.clock.now() + 1)
  await driver.advance(driver.clock.now() + 1)
  expect(await driver.has('likely', 'p11')).toBe(false)
  await publishScores(driver.stores.log, { model: 'buys' }, [{ person: personNamed('p10'), value: null }], driver.clock.now())
  await driver.settle()
  expect(await driver.has('likely', 'p10')).toBe(false)
})
