import { join } from 'node:path'
import { loadBitmaps, partitionOf, segmentNumber, versionsOf } from '@weir/contracts'
import { decodePerson, encodePerson } from '@weir/segmentation'
import { openLmdbState } from '@weir/state/lmdb'
import type { Lease } from '@weir/state'
import { eventually, seededRandom, tempFolder } from '@weir/testkit'
import { describe, expect, test } from 'vitest'
import { spawnReadyWeir, startWeir } from '../support/embedded.ts'
import { personOf } from '../support/embedded-client.ts'
import type { Client } from '../support/embedded-client.ts'
import { openClosedWarehouse } from '../support/embedded-warehouse.ts'

/**
 * The service compares its own evaluators while it runs: nothing to find in a healthy one,
 * everything in a spoiled one.
 */

const HOUR = 3_600_000
const DAY = 24 * HOUR
const START = Date.UTC(2024, 2, 1)
const DAYS = process.env['CHAOS'] === 'long' ? 20 : 3

interface Mismatch {
  person: string
  segment: string
  against: string
  stream: boolean
  stored: boolean
  sql: boolean
  bitmap: boolean | null
  why?: { member: boolean; conditions: { path: string; holds: boolean; events: number; eids: string[] }[] }
}

interface AuditAnswer {
  checked: number
  mismatches: Mismatch[]
  skipped: number
  skipped_because: Record<string, number>
}

const audit = (client: Client, people = 200): Promise<AuditAnswer> => client.post<AuditAnswer>('/v1/admin/audit', { people })

const buys = { name: 'Purchase' }
/** One of every kind of condition, and the ways to put them together. */
const RULES: Record<string, unknown> = {
  buyers: { event: buys, within: '7d' },
  often: { event: buys, within: '2d', count: { gte: 3 } },
  earlier: { event: buys, within: { from: '4d', to: '1d' } },
  since: { event: buys, within: { since: '2024-03-03', until: '2024-03-05' } },
  days: { event: buys, within: { whole_days: 3, time_zone: 'Europe/Berlin', include_today: true }, active_days: { gte: 2 } },
  spenders: { event: buys, within: '3d', sum: { path: 'properties.value', gte: 150.5 } },
  typical: { event: buys, within: '3d', median: { path: 'properties.value', gte: 40.5 } },
  average: { event: buys, within: 'all', avg: { path: 'properties.value', between: [20, 60] } },
  highest: { event: buys, within: '5d', max: { path: 'properties.value', gt: 90 } },
  lately: { event: buys, within: '5d', last: { path: 'properties.value', lt: 30 } },
  variety: { event: { name_prefix: 'P' }, within: '6d', distinct: { path: 'properties.contents.content_id', gte: 4 } },
  abandoners: {
    sequence: [{ event: { name: 'AddToCart' } }, { absent: buys, for: '1h' }],
    span: '1h',
    within: '3d',
  },
  funnel: {
    sequence: [{ event: { name: 'Pageview' } }, { event: { name: 'AddToCart' } }, { event: buys }],
    span: '1d',
    within: '7d',
  },
  exposed: { exposure: { campaign: 'spring' }, within: '4d', count: { between: [1, 3] } },
  rested: { exposure: { campaign: 'spring' }, within: '7d', since_last: { gte: '1d' } },
  fans: { affinity: { by: 'content_id', value: 'c1' }, within: '7d', share: { gte: 0.2 } },
  german: { trait: 'country', in: ['DE', 'AT'] },
  birthday: { trait: 'birthday', in_next: '3d' },
  resident: { trait: 'country', eq: 'DE', for: '12h' },
  unpublished: { percentile: { of: { event: buys, sum: { path: 'properties.value' } }, within: '7d' }, top: 0.1 },
  quiet: { not: { event: buys, within: '1d' } },
  mixed: { all: [{ segment: 'buyers' }, { any: [{ segment: 'german' }, { not: { segment: 'exposed' } }] }] },
}

const NAMES = ['Purchase', 'Purchase', 'AddToCart', 'Pageview', 'AdImpression', 'Identify', 'Consent']

/** An event somebody may have sent: at some time of the last two days, or a little ahead of it. */
function someEvent(random: ReturnType<typeof seededRandom>, n: number, now: number): object {
  const event = random.pick(NAMES)
  const at = now + (random.chance(0.8) ? -random.int(2 * DAY) : random.int(4 * 60_000))
  const contents = Array.from({ length: 1 + random.int(3) }, () => ({ content_id: `c${random.int(6)}` }))
  return {
    event,
    event_id: `e${n}`,
    event_time: Math.max(at, START) / 1000,
    source: 'shop',
    user: { external_id: `person-${random.int(60)}` },
    properties: { value: random.int(10_000) / 100, contents },
    ...(event === 'AdImpression' ? { ad: { campaign_id: random.pick(['spring', 'autumn']) } } : {}),
    ...(event === 'Identify'
      ? { traits: { country: random.pick(['DE', 'AT', 'FR']), birthday: new Date(START + random.int(20) * DAY).toISOString() } }
      : {}),
    ...(event === 'Consent' ? { consent: { purposes: { profiling: random.chance(0.5) } } } : {}),
  }
}

async function prepare(client: Client, rules = RULES): Promise<void> {
  await client.setClock(START)
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  for (const [id, rule] of Object.entries(rules)) await client.put(`/v1/segments/${id}`, { name: id, rule })
}

describe('an audit of a healthy system', () => {
  test('finds nothing, whatever the segments, while events come in, definitions change and time passes', async () => {
    await using weir = await startWeir({ WEIR_PARTITIONS: '2', WEIR_AUDIT_INTERVAL: '0' })
    const { client } = weir
    await prepare(client)
    const random = seededRandom(20_240_301)
    let [now, sent, checked] = [START, 0, 0]
    for (let day = 0; day < DAYS; day++) {
      now += DAY + random.int(HOUR)
      const events = Array.from({ length: 120 }, () => someEvent(random, sent++, now))
      await client.setClock(now)
      await client.send(events.slice(0, 60))
      // The rest comes in, and a definition changes, while it compares.
      const often = { event: buys, within: `${day + 1}d`, count: { gte: 2 + (day % 2) } }
      const [found] = await Promise.all([
        audit(client),
        client.send(events.slice(60)),
        client.put('/v1/segments/often', { name: 'often', rule: often }),
      ])
      expect(found.mismatches).toEqual([])
      checked += found.checked
      await weir.settled()
      const settled = await audit(client)
      expect(settled).toMatchObject({ mismatches: [], skipped: 0 })
      checked += settled.checked
    }
    const members = await Promise.all(
      Object.keys(RULES).map(async (id) => (await client.get<{ size: number }>(`/v1/segments/${id}/size`)).size),
    )
    // Nothing to find is only good news when there is something to compare: every segment has
    // members, none has everybody.
    expect(members.filter((size) => size > 0 && size < 60).length).toBeGreaterThan(Object.keys(RULES).length * 0.8)
    // Twice a day, as many people as there are by then.
    expect(checked).toBeGreaterThan(60 * Object.keys(RULES).length * (DAYS - 1))
    const metrics = await client.get<string>('/metrics')
    expect(metrics).toContain(`weir_parity_checked_total ${checked}\n`)
    expect(metrics).toContain('weir_parity_mismatches_total{against="sql"} 0\n')
    expect(metrics).toContain('weir_parity_failures_total 0\n')
  })

  test('waits for the warehouse, which is behind the fold', async () => {
    await using weir = await startWeir({ WEIR_AUDIT_INTERVAL: '0' })
    const { client } = weir
    await prepare(client, { buyers: RULES['buyers'] })
    for (const name of ['ann', 'bob', 'cem']) {
      await client.send([
        { event: 'Purchase', event_id: name, event_time: START / 1000, source: 'shop', user: { external_id: name } },
      ])
      await eventually(async () => (await client.call('GET', `/v1/people/external_id:${name}`)).status === 200)
      expect(await audit(client)).toMatchObject({ mismatches: [], skipped: 0 })
    }
  })

  test('looks at as many people as it is asked to, over all partitions', async () => {
    await using weir = await startWeir({ WEIR_PARTITIONS: '2', WEIR_AUDIT_INTERVAL: '0' })
    const { client } = weir
    await prepare(client, { buyers: RULES['buyers'] })
    await client.send(
      Array.from({ length: 700 }, (_, i) => ({
        event: i % 2 === 0 ? 'Purchase' : 'Pageview',
        event_id: `e${i}`,
        event_time: START / 1000,
        source: 'shop',
        user: { external_id: `person-${i}` },
      })),
    )
    await weir.settled()
    expect(await audit(client, 50)).toMatchObject({ checked: 50, mismatches: [], skipped: 0 })
    expect(await audit(client, 1_000)).toMatchObject({ checked: 700, mismatches: [], skipped: 0 })
  })
})

/**
 * What may be spoiled of somebody who is no member of `buyers` and ought not to be found by anybody
 * else.
 */
async function spoil(folder: string, work: (lease: Lease, id: string) => Promise<void>): Promise<void> {
  const state = await openLmdbState({ path: join(folder, 'fold'), partitions: 1 })
  const id = personOf('spoiled')
  const lease = await state.acquire(partitionOf(id, 1))
  await work(lease, id)
  await state.close()
}

/** The mismatches in what a process printed. */
function logged(stderr: string): Mismatch[] {
  const lines = stderr.split('\n').filter((line) => line.startsWith('{'))
  return lines.flatMap((line) => (JSON.parse(line) as { mismatch?: Mismatch }).mismatch ?? [])
}

describe('an audit of a spoiled system', () => {
  /**
   * Two people who bought; one of them is spoiled in between. Audits run in the background, as by
   * default.
   */
  async function auditAfter(
    spoiling: (folder: string) => Promise<void>,
  ): Promise<{ found: AuditAnswer; metrics: string; lines: Mismatch[] }> {
    await using folder = await tempFolder('audit')
    const settings = { WEIR_AUDIT_INTERVAL: '0' }
    {
      await using weir = await startWeir({ ...settings, WEIR_DATA: folder.path })
      await prepare(weir.client, { buyers: RULES['buyers'], german: RULES['german'] })
      const event = { event: 'Purchase', event_time: START / 1000, source: 'shop', traits: { country: 'DE', salary: 4711 } }
      await weir.client.send(
        ['sound', 'spoiled'].map((external_id) => ({ ...event, event_id: `of-${external_id}`, user: { external_id } })),
      )
      await weir.settled()
      expect(await audit(weir.client)).toMatchObject({ checked: 4, mismatches: [], skipped: 0 })
    }
    await spoiling(folder.path)
    await using weir = await spawnReadyWeir(folder.path, settings)
    const found = await audit(weir.client)
    const metrics = await weir.client.get<string>('/metrics')
    // The log is written behind the answer.
    await eventually(() => logged(weir.process.stderr()).length === found.mismatches.length)
    return { found, metrics, lines: logged(weir.process.stderr()) }
  }
  test('a membership lost from the state is found, counted, and logged with its why but without personal data', async () => {
    const { found, metrics, lines } = await auditAfter((folder) =>
      spoil(folder, async (lease, id) => {
        const [blob] = await lease.load([id])
        const person = decodePerson(blob!)
        person.memberships.delete(segmentNumber('buyers'))
        const position = await lease.position()
        await lease.commit({ expect: position, position, puts: [{ key: id, value: encodePerson(person) }] })
      }),
    )
    const said = { person: personOf('spoiled'), segment: 'buyers', stream: false, stored: false, sql: true, bitmap: true }
    const why = { member: true, conditions: [{ path: '', holds: true, value: 1, events: 1 }] }
    expect(found).toMatchObject({
      checked: 4,
      mismatches: [
        { ...said, against: 'sql', why },
        { ...said, against: 'bitmap', why },
      ],
    })
    expect(metrics).toContain('weir_parity_mismatches_total{against="sql"} 1\n')
    expect(metrics).toContain('weir_parity_mismatches_total{against="bitmap"} 1\n')
    expect(lines).toHaveLength(2)
    expect(lines[0]).toMatchObject({ ...said, why })
    expect(JSON.stringify(lines)).not.toMatch(/"DE"|4711|external_id/)
  })

  test('so is a fact lost from the warehouse', async () => {
    const { found, metrics } = await auditAfter(async (folder) => {
      await using closed = await openClosedWarehouse(folder)
      await closed.warehouse.command("ALTER TABLE facts DELETE WHERE event_id = 'of-spoiled' SETTINGS mutations_sync = 2")
    })
    const said = { person: personOf('spoiled'), stream: true, stored: true, sql: false, bitmap: true, against: 'sql' }
    expect(found.mismatches).toMatchObject([
      { ...said, segment: 'buyers', why: { member: false, known: false } },
      { ...said, segment: 'german', why: { member: false, known: false } },
    ])
    expect(metrics).toContain('weir_parity_mismatches_total{against="sql"} 2\n')
  })

  test('so is a bit lost from a bitmap', async () => {
    const { found } = await auditAfter((folder) =>
      spoil(folder, async (lease, id) => {
        const [blob] = await lease.load([id])
        const { segments } = await loadBitmaps((keys) => lease.load(keys))
        const { bitmap } = versionsOf(segments, segmentNumber('buyers'))[0]!
        const position = await lease.position()
        const gone = { segment: bitmap, ordinal: decodePerson(blob!).ordinal, member: false }
        await lease.commit({ expect: position, position, members: [gone] })
      }),
    )
    expect(found.mismatches).toMatchObject([
      { person: personOf('spoiled'), segment: 'buyers', against: 'bitmap', stream: true, stored: true, sql: true, bitmap: false },
    ])
  })
})

describe('audits in the background', () => {
  test('are made by themselves when something has changed, and not again until something does', async () => {
    await using weir = await startWeir({ WEIR_AUDIT_INTERVAL: '50ms' })
    const { client } = weir
    await prepare(client, { buyers: RULES['buyers'] })
    const checked = async (): Promise<number> =>
      Number(/weir_parity_checked_total (\d+)/.exec(await client.get<string>('/metrics'))?.[1])
    const bought = (n: number): Promise<number> =>
      client.send([
        { event: 'Purchase', event_id: `e${n}`, event_time: START / 1000, source: 'shop', user: { external_id: 'ann' } },
      ])
    await bought(1)
    await expect.poll(checked, { timeout: 20_000 }).toBeGreaterThan(0)
    await weir.settled()
    // What was being folded as the last one began makes for one more; then nothing is left to look
    // at.
    const pauses = async (): Promise<boolean> => {
      const before = await checked()
      await new Promise((resolve) => setTimeout(resolve, 2_000))
      return (await checked()) === before
    }
    await expect.poll(pauses, { timeout: 30_000 }).toBe(true)
    const before = await checked()
    await bought(2)
    await expect.poll(checked, { timeout: 20_000 }).toBeGreaterThan(before)
    expect(await client.get<string>('/metrics')).toContain('weir_parity_mismatches_total{against="sql"} 0\n')
  })
})
