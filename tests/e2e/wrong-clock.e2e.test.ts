import { runRebuild } from '@weir/embedded'
import type { TimeSources } from '@weir/runtime'
import { tempFolder } from '@weir/testkit'
import { expect, test } from 'vitest'
import { startWeir } from '../support/embedded.ts'
import type { LocalWeir } from '../support/embedded.ts'
import { membersOf, personOf } from '../support/embedded-client.ts'

const DAY = 86_400_000
const REAL = Date.UTC(2026, 5, 1, 12)

/** A machine whose clock is off by what somebody sets. */
function machine(offMs = 0): TimeSources & { offMs: number } {
  const passed = (): number => Math.round(performance.now())
  const its = {
    offMs,
    wall: (): number => REAL + its.offMs + passed(),
    monotonic: passed,
    uptime: passed,
  }
  return its
}

const bought = (who: string, more: object = {}): object => ({
  event: 'Purchase',
  event_id: `order-${who}`,
  source: 'shop',
  user: { external_id: who },
  ...more,
})

async function setUp({ client }: LocalWeir): Promise<void> {
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  await client.put('/v1/segments/week', { name: 'This week', rule: { event: { name: 'Purchase' }, within: '7d' } })
}

const inWeek = async ({ client }: LocalWeir): Promise<string[]> =>
  (await membersOf(client, 'week')).map(({ person }) => person).sort()
const people = (...names: string[]): string[] => names.map(personOf).sort()
const ready = async ({ client }: LocalWeir): Promise<[number, string]> => {
  const answer = await client.call<{ checks: { name: string; detail?: string }[] }>('GET', '/readyz')
  return [answer.status, answer.body.checks.find(({ name }) => name === 'clock')?.detail ?? '']
}

test('a log that was written while the clock was wrong is told, and a rebuild is the way back', async () => {
  await using folder = await tempFolder('wrong-clock')
  const settings = { WEIR_DATA: folder.path, WEIR_CLOCK: 'system', WEIR_PARTITIONS: '2' }
  {
    await using weir = await startWeir(settings, { timeSources: machine() })
    await setUp(weir)
    await weir.client.send([bought('before')])
    await weir.settled()
  }
  {
    await using weir = await startWeir(settings, { timeSources: machine(399 * DAY) })
    await weir.client.send([bought('undated'), bought('dated', { event_time: (REAL - 3_600_000) / 1000 })])
    await weir.settled()
  }
  {
    await using weir = await startWeir(settings, { timeSources: machine() })
    expect(await ready(weir)).toEqual([503, expect.stringMatching(/574\d{3} minutes ahead of the system clock.*weir -- rebuild/)])
    expect(await weir.client.get<string>('/metrics')).toMatch(/weir_log_time_ahead_seconds 344\d{5}/)
    // What is sent meanwhile is kept, and is right afterwards.
    expect(await weir.client.send([bought('after')])).toBe(1)
    await weir.settled()
    expect(await inWeek(weir)).not.toContain(personOf('after'))
  }
  const rebuild = (): ReturnType<typeof runRebuild> =>
    runRebuild({
      folder: folder.path,
      clock: 'system',
      timeSources: machine(),
      onProgress: () => undefined,
      onPhase: () => undefined,
    })
  expect(await rebuild()).toMatchObject({ corrected: 1, refused: 1, segments: undefined })
  {
    await using weir = await startWeir(settings, { timeSources: machine() })
    expect((await ready(weir))[0]).toBe(200)
    await weir.client.send([bought('next')])
    await weir.settled()
    expect(await inWeek(weir)).toEqual(people('before', 'dated', 'after', 'next'))
    const { rejected } = await weir.client.get<{ rejected: object[] }>('/v1/rejected')
    expect(rejected).toMatchObject([{ code: 'event_in_future', source: 'shop' }])
  }
  // Once more, with nothing to put right: everybody is where they were.
  const again = await rebuild()
  expect(again).toMatchObject({ corrected: 0, refused: 0 })
  expect(again.segments).toEqual([{ segment: 'week', members: 4, missing: [], extra: [] }])
  await using weir = await startWeir(settings, { timeSources: machine() })
  expect(await inWeek(weir)).toEqual(people('before', 'dated', 'after', 'next'))
}, 60_000)

test('a clock that is set while Weir runs is not followed: events are refused until it is right again', async () => {
  const its = machine()
  await using weir = await startWeir({ WEIR_CLOCK: 'system' }, { timeSources: its })
  await setUp(weir)
  await weir.client.send([bought('before')])
  for (const offMs of [400 * DAY, 2 * 3_600_000, -400 * DAY]) {
    its.offMs = offMs
    const doors: [string, object][] = [
      ['/v1/events', bought('meanwhile')],
      [
        '/open_api/v1.3/event/track/',
        {
          event_source: 'web',
          event_source_id: 'shop',
          data: [{ event: 'Purchase', event_time: REAL / 1000, user: { external_id: 'x' } }],
        },
      ],
    ]
    for (const [path, body] of doors) {
      const answer = await weir.client.call('POST', path, body, { 'access-token': 'end-to-end-admin-key' })
      expect([path, answer.status, answer.headers.get('retry-after')]).toEqual([path, 503, expect.any(String)])
    }
    expect(await ready(weir)).toEqual([503, expect.stringMatching(/was set \d+ minutes (ahead|back) while this process ran/)])
    its.offMs = 0
    expect((await ready(weir))[0]).toBe(200)
  }
  await weir.client.send([bought('after')])
  await weir.settled()
  expect(await inWeek(weir)).toEqual(people('before', 'after'))
}, 60_000)
