import { createClock } from '@weir/runtime'
import { describe, expect, test } from 'vitest'
import { NATIVE, NOW, openIngest, post } from '../../test/harness.ts'

describe('time', () => {
  const timeOf = async (event_time: unknown): Promise<number | string | undefined> => {
    await using ingest = await openIngest()
    const answer = await post(ingest, NATIVE, { event: 'X', source: 'web-1', event_time })
    return (await ingest.hits())[0]?.event_time ?? (answer.json() as { code: string }).code
  }
  test.each([
    [1_704_721_970, NOW],
    [1_704_721_970.212, NOW + 212],
    ['1704721970', NOW],
    ['2024-01-08T13:52:50.000Z', NOW],
    ['2024-01-08T14:52:50+01:00', NOW],
    ['2024-01-08T13:52:50', NOW],
    ['2024-01-08 13:52:50', NOW],
    ['2024-01-08', Date.UTC(2024, 0, 8)],
    ['2024-01-08t13:52:50z', NOW],
    ['2024-01-08T15:52:50+0200', NOW],
    ['2024-01-08 15:52:50 +02', NOW],
    ['2024-01-08T13:52:50.212999999', NOW + 212],
    ['2024-01-08T13:52', NOW - 50_000],
    ['2024-01-07T24:00:00Z', Date.UTC(2024, 0, 8)],
    [' 1704721970.212 ', NOW + 212],
    ['1.70472197e9', NOW],
    [0, NOW],
    ['0', NOW],
    ['', NOW],
    [null, NOW],
    [undefined, NOW],
    [NOW / 1000 + 300, NOW + 300_000],
    [NOW / 1000 + 301, 'event_in_future'],
    [NOW, 'event_in_future'],
    [NOW / 1000 - 400 * 86_400, NOW - 400 * 86_400_000],
    [NOW / 1000 - 400 * 86_400 - 1, 'event_too_old'],
    [-5, 'event_too_old'],
    [1e300, 'event_in_future'],
    [-1e300, 'event_too_old'],
    [`${NOW}`, 'event_in_future'],
    ['2260-01-01', 'event_in_future'],
    ['0001-01-01', 'event_too_old'],
    ['2026-02-30', 'invalid_field'],
    ['2023-02-29', 'invalid_field'],
    ['2024-04-31', 'invalid_field'],
    ['2024-00-10', 'invalid_field'],
    ['2024-01-01T24:00:01Z', 'invalid_field'],
    ['2023-12-31T23:59:60Z', 'invalid_field'],
    ['yesterday', 'invalid_field'],
    ['2024-13-45T99:00:00Z', 'invalid_field'],
    [true, 'invalid_field'],
    [[1], 'invalid_field'],
  ])('%j', async (given, expected) => expect(await timeOf(given)).toBe(expected))

  test('an instant that nothing can hold does not move the event clock', async () => {
    const clock = createClock('event')
    await using ingest = await openIngest({ clock })
    const events = [100, NOW, 1e300, '9999-12-31', -1e300].map((event_time) => ({ event: 'X', source: 'web-1', event_time }))
    const answer = await post(ingest, NATIVE, events)
    expect(answer.json()).toMatchObject({
      accepted: 1,
      rejected: [{ path: 'event_time' }, { path: 'event_time' }, { path: 'event_time' }, { path: 'event_time' }],
    })
    expect(clock.now()).toBe(100_000)
  })

  test('under the event clock the receipt is the running maximum of event times', async () => {
    await using ingest = await openIngest({ clock: createClock('event') })
    await post(
      ingest,
      NATIVE,
      [100, 50, 200, 0].map((event_time, i) => ({ event: 'X', event_id: `${i}`, source: 'web-1', event_time })),
    )
    const hits = (await ingest.hits()).toSorted((a, b) => (a.event_id < b.event_id ? -1 : 1))
    expect(hits.map((hit) => [hit.event_time, hit.received_at])).toEqual([
      [100_000, 100_000],
      [50_000, 100_000],
      [200_000, 200_000],
      [200_000, 200_000],
    ])
  })
})
