import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { TOPICS } from '@weir/contracts'
import type { DeliveryPull, DeliveryPullInput, DeliveryRow } from '@weir/contracts'
import { createMemoryLog } from '@weir/eventlog/memory'
import type { EventLog } from '@weir/eventlog'
import { createClock, createLogger, openConfigView } from '@weir/runtime'
import type { ConfigView } from '@weir/runtime'
import { eventually, startTiktokReports, tempFolder } from '@weir/testkit'
import type { PlatformRow, TiktokReports } from '@weir/testkit'
import { describe, expect, test } from 'vitest'
import { startPuller } from './puller.ts'

/** Fetching from a strict platform over HTTP, into a log in memory. */

const ADVERTISER = '7012345678901234567'
const TOKEN = 'token-of-the-test-0001'
const NOW = Date.parse('2024-05-31T13:00:00Z')
const PULL: DeliveryPullInput = {
  advertiser_id: ADVERTISER,
  token: { env: 'TIKTOK_TEST_TOKEN' },
  every: '6h',
  look_back_days: 28,
  reports: [{ level: 'ad', by: 'day' }],
}

interface World extends AsyncDisposable {
  platform: TiktokReports
  config: ConfigView
  log: EventLog
  clock: ReturnType<typeof createClock>
  env: NodeJS.ProcessEnv
  /** All that was logged. */
  logged: () => string
  /** How fetches ended. */
  ended: string[]
  start(): { close(): Promise<void> }
  rows(): Promise<DeliveryRow[]>
  save(change?: Partial<DeliveryPullInput>): Promise<void>
  /** The state of the source once it is no more `running` and `is` holds. */
  state(is?: (pull: DeliveryPull) => boolean): Promise<DeliveryPull>
}

async function createWorld(): Promise<World> {
  const platform = await startTiktokReports(ADVERTISER, TOKEN)
  const log = createMemoryLog({ partitions: 1 })
  const config = await openConfigView(log)
  const clock = createClock('manual', NOW)
  const env: NodeJS.ProcessEnv = { TIKTOK_TEST_TOKEN: TOKEN }
  const lines: unknown[] = []
  const base = createLogger('ingest', 'silent')
  const logger = Object.assign(Object.create(base) as typeof base, {
    warn: (...said: unknown[]) => lines.push(said),
    info: (...said: unknown[]) => lines.push(said),
    error: (...said: unknown[]) => lines.push(said),
  })
  const ended: string[] = []
  const open: { close(): Promise<void> }[] = []
  const rows = async (): Promise<DeliveryRow[]> => {
    const records = await log.read(TOPICS.delivery, 0, 0, { records: 1e6, bytes: 1e9 })
    const newest = new Map<string, DeliveryRow>()
    for (const { value } of records) {
      const row = JSON.parse(Buffer.from(value).toString()) as DeliveryRow
      const about = JSON.stringify([row.level, row.grain, row.starts, row.entity, row.breakdown])
      if ((newest.get(about)?.version ?? 0) < row.version) newest.set(about, row)
    }
    return [...newest.values()]
  }
  return {
    platform,
    config,
    log,
    clock,
    env,
    ended,
    rows,
    logged: () => JSON.stringify(lines, (_, value: unknown) => (value instanceof Error ? `${value.stack}` : value)),
    start() {
      const door = { log, clock, newPace: () => () => Promise.resolve(), metrics: { delivery: () => undefined } }
      const puller = startPuller(
        { config, logger, door, ended: (outcome) => ended.push(outcome) },
        { url: platform.url, clock, variable: (name) => env[name], lookMs: 10, settleMs: 30, pauses: { min: 1, max: 4 } },
      )
      open.push(puller)
      return puller
    },
    save: (change = {}) =>
      config.put('delivery-source:main', {
        platform: 'tiktok',
        currency: 'EUR',
        tz: 'Europe/Berlin',
        decimal: '.',
        date: 'YYYY-MM-DD',
        pull: { ...PULL, ...change },
      }),
    state: (is = () => true) =>
      eventually(async () => {
        const pull = config.deliveryPull('main')
        return pull && pull.state !== 'running' && is(pull) ? pull : undefined
      }),
    async [Symbol.asyncDispose]() {
      for (const puller of open) await puller.close()
      await config.close()
      await platform[Symbol.asyncDispose]()
    },
  }
}

function ad(id: string, at: string, impressions: string, more: Record<string, string> = {}): PlatformRow {
  const fields = { ad_id: id, adgroup_id: '9', campaign_id: '8', campaign_name: 'May', impressions, clicks: '1', spend: '1.500' }
  return { at, fields: { ...fields, ...more } }
}

describe('fetching reports', () => {
  test('brings all pages of the days looked back, deleted ads too, with exact ids', async () => {
    await using world = await createWorld()
    const big = '1714125049901106001'
    world.platform.rows = Array.from({ length: 2345 }, (_, i) => ad(String(BigInt(big) + BigInt(i)), '2024-05-30', String(i)))
    world.platform.rows.push({ ...ad('1', '2024-05-31', '7', { spend: '-' }), deleted: true }, ad('2', '2024-05-02', '5'))
    await world.save()
    world.start()
    const state = await world.state()
    expect(state).toMatchObject({
      state: 'done',
      rows: 2346,
      rejected: 0,
      last: { rows: 2346, from: '2024-05-03', to: '2024-05-31' },
    })
    const rows = await world.rows()
    expect(rows).toHaveLength(2346)
    expect(rows[0]).toMatchObject({
      source: 'main',
      account_id: ADVERTISER,
      level: 'ad',
      entity: big,
      campaign_id: '8',
      adgroup_id: '9',
      currency: 'EUR',
      time_zone: 'Europe/Berlin',
      spend: '1.500',
    })
    const deleted = rows.find(({ entity }) => entity === '1')
    expect(deleted).toMatchObject({ impressions: 7 })
    expect(deleted).not.toHaveProperty('spend')
    expect(world.platform.refused).toEqual([])
    expect(world.platform.answered.map((query) => query.get('page'))).toEqual(['1', '2', '3'])
  })

  test('asks for levels, hours and splits as the platform wants them', async () => {
    await using world = await createWorld()
    const split = { age: 'AGE_18_24', gender: 'MALE' }
    world.platform.rows = [ad('1', '2024-05-31 09', '4'), ad('1', '2024-05-31', '3', split), ad('1', '2024-05-31', '9')]
    await world.save({
      look_back_days: 3,
      reports: [
        { level: 'ad', by: 'hour' },
        { level: 'ad', by: 'day', breakdown: ['gender', 'age'] },
        { level: 'ad', by: 'day', breakdown: ['country'] },
        ...(['account', 'campaign', 'adgroup'] as const).map((level) => ({ level, by: 'day' as const })),
      ],
    })
    world.start()
    const state = await world.state()
    expect(world.platform.refused).toEqual([])
    expect(state.state).toBe('done')
    const rows = await world.rows()
    expect(rows).toMatchObject([
      { grain: 'hour', starts: '2024-05-31 09:00:00', impressions: 4, breakdown: '' },
      { grain: 'day', impressions: 3, breakdown: '{"age":"AGE_18_24","gender":"MALE"}' },
      { level: 'campaign', entity: '8' },
      { level: 'adgroup', entity: '9' },
    ])
    // One request an hour report's day.
    expect(world.platform.answered.filter((query) => query.get('dimensions')?.includes('stat_time_hour'))).toHaveLength(4)
  })

  test('waits for the next turn, and replaces what it fetched before', async () => {
    await using world = await createWorld()
    world.platform.rows = [ad('1', '2024-05-30', '10')]
    await world.save()
    world.start()
    await world.state()
    world.platform.rows = [ad('1', '2024-05-30', '25')]
    world.clock.advance(Date.parse('2024-05-31T18:29:59Z'))
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(world.platform.answered).toHaveLength(1)
    world.clock.advance(Date.parse('2024-05-31T18:30:00Z'))
    await world.state(({ last }) => last !== undefined && last.ended_at >= Date.parse('2024-05-31T18:30:00Z'))
    expect(await world.rows()).toMatchObject([{ impressions: 25 }])
  })

  test('goes on through limits of the rate, failures, cuts and nonsense', async () => {
    await using world = await createWorld()
    world.platform.rows = [ad('1', '2024-05-30', '10')]
    world.platform.troubles = [{ code: 40100 }, { status: 503 }, 'cut', 'nonsense', { code: 50002 }, { code: 40100 }]
    await world.save()
    world.start()
    expect(await world.state()).toMatchObject({ state: 'done', rows: 1 })
    expect(world.platform.troubles).toEqual([])
  })

  test('gives up for a while when the platform stays away, and comes back by itself', async () => {
    await using world = await createWorld()
    world.platform.troubles = Array.from({ length: 8 }, () => ({ status: 502 }))
    await world.save()
    world.start()
    const failed = await world.state()
    expect(failed).toMatchObject({ state: 'failed', failures: 1, error: { code: 'unavailable' }, retry_at: NOW + 60_000 })
    world.clock.advance(NOW + 60_000)
    expect(await world.state(({ state }) => state === 'done')).toMatchObject({ failures: 0 })
    expect(world.ended).toEqual(['failed', 'done'])
  })

  test('says that a token has expired, shows it nowhere, and takes the new one', async () => {
    await using world = await createWorld()
    await using folder = await tempFolder('token')
    const file = join(folder.path, 'token')
    await writeFile(file, `${TOKEN}\n`)
    world.platform.token = 'a-newer-token-0002'
    world.platform.rows = [ad('1', '2024-05-30', '10')]
    await world.save({ token: { file } })
    world.start()
    const failed = await world.state()
    expect(failed.error).toMatchObject({ code: 'token', message: expect.stringMatching(/40105.*expired.*new one into the file/) })
    await writeFile(file, 'a-newer-token-0002')
    world.clock.advance(failed.retry_at ?? 0)
    await world.state(({ state }) => state === 'done')
    const config = await world.log.read(TOPICS.config, 0, 0, { records: 1e6, bytes: 1e9 })
    const kept = config.map(({ value }) => Buffer.from(value).toString()).join('\n') + world.logged()
    expect(world.logged()).toContain('reports were not fetched')
    for (const secret of [TOKEN, 'a-newer-token-0002']) expect(kept).not.toContain(secret)
  })

  test('does not show a token that the platform quotes', async () => {
    await using world = await createWorld()
    world.platform.troubles = [{ code: 40002, message: `bad: ${TOKEN}` }]
    await world.save()
    world.start()
    const { error } = await world.state()
    expect(error).toEqual({ code: 'refused', message: expect.stringContaining('TikTok answered 40002 (bad: ...)') })
    expect(world.logged()).not.toContain(TOKEN)
  })

  test('says where a token is missing, and that another account is not for it', async () => {
    await using world = await createWorld()
    await world.save({ token: { env: 'TIKTOK_NONE' } })
    world.start()
    expect((await world.state()).error).toEqual({
      code: 'token',
      message: expect.stringContaining('the variable TIKTOK_NONE has'),
    })
    await world.save({ advertiser_id: '1' })
    expect((await world.state(({ error }) => error?.code === 'refused')).error?.message).toContain('40001')
  })

  test('asks anew when rows come while pages are read, and names rows that cannot be used', async () => {
    await using world = await createWorld()
    world.platform.rows = Array.from({ length: 1500 }, (_, i) => ad(String(i + 1), '2024-05-30', '1'))
    world.platform.rows.push(ad('5000', '2024-05-30', 'many'))
    world.platform.onAnswer = () => {
      world.platform.onAnswer = () => undefined
      world.platform.rows.unshift(ad('9999', '2024-05-30', '3'))
    }
    await world.save()
    world.start()
    const state = await world.state()
    expect(state).toMatchObject({ state: 'done', error: { code: 'unreadable', message: expect.stringContaining('impressions') } })
    const rows = await world.rows()
    expect(rows).toHaveLength(1501)
    expect(rows.some(({ entity }) => entity === '9999')).toBe(true)
  })

  test('is done by one of several processes, and by another when that one is gone', async () => {
    await using world = await createWorld()
    world.platform.rows = [ad('1', '2024-05-30', '10')]
    await world.save()
    for (let i = 0; i < 4; i++) world.start()
    await world.state()
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect([world.ended, world.platform.answered.length]).toEqual([['done'], 1])
    const gone: DeliveryPull = { ...(await world.state()), state: 'running', owner: 'killed', seen_at: NOW }
    await world.config.put('delivery-pull:main', gone)
    world.clock.advance(NOW + 10 * 60_000 - 1)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(world.platform.answered).toHaveLength(1)
    world.clock.advance(NOW + 10 * 60_000)
    await world.state()
    expect(world.platform.answered).toHaveLength(2)
  })

  test('ends when its source is changed or forgotten, and when the process ends', async () => {
    await using world = await createWorld()
    world.platform.rows = Array.from({ length: 2500 }, (_, i) => ad(String(i + 1), '2024-05-30', '1'))
    world.platform.onAnswer = () => void world.config.put('delivery-source:main', undefined)
    await world.save()
    const puller = world.start()
    await eventually(async () => world.platform.answered.length > 0 || undefined)
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect([world.ended, world.platform.answered.length < 3]).toEqual([[], true])
    await puller.close()

    await world.save({ look_back_days: 5 })
    await world.config.put('delivery-pull:main', undefined)
    const next = world.start()
    const closing = new Promise<void>((resolve) => (world.platform.onAnswer = () => void next.close().then(resolve)))
    await closing
    expect(world.config.deliveryPull('main')).toMatchObject({ state: 'failed', error: { code: 'here' }, retry_at: NOW + 60_000 })
  })
})
