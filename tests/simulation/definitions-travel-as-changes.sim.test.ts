import { TOPICS } from '@weir/contracts'
import type { Condition, Define } from '@weir/contracts'
import { expect, test } from 'vitest'
import { createDriver } from '../support/driver.ts'
import type { Driver } from '../support/driver.ts'
import { definition } from '../support/reference.ts'

// A change of one segment among many is announced as that change: the log must not grow by all of
// them each time.

const bought = (days: number): Condition => ({ event: { name: 'Purchase' }, within: `${days}d` })

async function announced(driver: Driver): Promise<Define[]> {
  const records = await driver.records(TOPICS.events)
  return records.flatMap(({ value }) => {
    const record = JSON.parse(Buffer.from(value).toString()) as Define
    return record.kind === 'define' ? [record] : []
  })
}
const namedIn = (define: Define): string[] => ('segments' in define ? define.segments : define.changed).map(({ id }) => id)

test('what is announced names the segment that changed, also after a restart', async () => {
  await using driver = await createDriver()
  for (let i = 0; i < 40; i++) await driver.put(`s${i}`, bought(i + 1))
  await driver.applied()
  await driver.hits([{ who: 'ann' }])
  const before = (await announced(driver)).length
  await driver.segment('s7', bought(100))
  await driver.restart()
  await driver.segment('new', bought(200))
  await driver.remove('s9')
  const since = (await announced(driver)).slice(before)
  expect(since.map(namedIn)).toEqual([['s7'], ['new'], []])
  expect(since.flatMap((define) => ('removed' in define ? define.removed : []))).toEqual(['s9'])
  for (const id of ['s7', 's8', 'new']) expect(await driver.sizeOf(id), id).toBe(1)
  expect(await driver.sizeOf('s9')).toBe(0)
})

test('changes since a version that nobody has are left out, and the owner says the definitions anew', async () => {
  await using driver = await createDriver()
  await driver.segment('a', bought(7))
  await driver.hits([{ who: 'ann' }])
  await driver.settle()
  // What somebody announced who did not know of `a`, and who has lost the partition since.
  const head = { kind: 'define', version: 1_000, received_at: driver.clock.now() }
  const stranger = { ...head, base: 500, changed: [definition('strange', bought(3))], removed: ['a'] }
  await driver.stores.log.append(TOPICS.events, [{ partition: 0, key: '', value: Buffer.from(JSON.stringify(stranger)) }])
  await driver.settle()
  expect([await driver.sizeOf('a'), await driver.sizeOf('strange')]).toEqual([1, 0])
  await driver.segment('b', bought(8))
  expect([await driver.sizeOf('a'), await driver.sizeOf('b')]).toEqual([1, 1])
})
