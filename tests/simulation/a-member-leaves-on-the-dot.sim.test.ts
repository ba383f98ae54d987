import { clickhouseTime } from '@weir/contracts'
import { expect, test } from 'vitest'
import { createDriver, personNamed } from '../support/driver.ts'

const DAY = 86_400_000
const BOUGHT = { event: { name: 'Purchase' }, within: '30d' }

test.each([1, 3])(
  'who bought once leaves "bought in the last 30 days" at the very millisecond (%i partitions)',
  async (partitions) => {
    await using driver = await createDriver({ partitions })
    await driver.segment('bought', BOUGHT)
    const at = driver.clock.now() + 12_345
    await driver.advance(at)
    const { event_time } = await driver.hit({ who: 'ann' })
    expect(event_time).toBe(at)

    await driver.advance(at + 30 * DAY - 1)
    expect(await driver.membersOf('bought')).toEqual([personNamed('ann')])
    expect(await driver.sizeOf('bought')).toBe(1)
    await driver.advance(at + 30 * DAY)
    expect(await driver.membersOf('bought')).toEqual([])
    expect(await driver.sizeOf('bought')).toBe(0)

    const changes = await driver.changes()
    expect(changes.map(({ op, at, reason }) => ({ op, at, reason }))).toEqual([
      { op: 'entered', at: clickhouseTime(at), reason: 'event' },
      { op: 'left', at: clickhouseTime(at + 30 * DAY), reason: 'window' },
    ])
  },
)

test('the instant is exact however late it is written down', async () => {
  await using driver = await createDriver()
  await driver.segment('bought', BOUGHT)
  const { event_time } = await driver.hit({ who: 'ann' })
  await driver.advance(event_time + 90 * DAY)
  const left = (await driver.changes()).at(-1)
  expect(left).toMatchObject({
    op: 'left',
    at: clickhouseTime(event_time + 30 * DAY),
    recorded_at: clickhouseTime(event_time + 90 * DAY),
  })
})

test('a second purchase keeps them, and its own end counts', async () => {
  await using driver = await createDriver()
  await driver.segment('bought', BOUGHT)
  const start = driver.clock.now()
  await driver.hit({ who: 'ann' })
  await driver.advance(start + 10 * DAY)
  await driver.hit({ who: 'ann' })
  await driver.advance(start + 40 * DAY - 1)
  expect(await driver.has('bought', 'ann')).toBe(true)
  await driver.advance(start + 40 * DAY)
  expect(await driver.has('bought', 'ann')).toBe(false)
  expect(await driver.changes()).toHaveLength(2)
})
