import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Condition, SegmentDefinition } from '@weir/contracts'
import { segmentNumber } from '@weir/contracts'
import { openLmdbState } from '@weir/state/lmdb'
import { eventually, seededRandom, tempFolder } from '@weir/testkit'
import { expect, test } from 'vitest'
import { decodeMeta } from '../../services/segmenter/src/evaluate/meta.ts'
import { spawnReadyWeir, startWeir } from '../support/embedded.ts'
import type { Settings } from '../support/embedded.ts'
import type { Client } from '../support/embedded-client.ts'
import { openClosedWarehouse } from '../support/embedded-warehouse.ts'
import { faultsOf } from './check.ts'
import type { Found } from './check.ts'
import { killHard, waitUntilGone } from './killing.ts'
import { tablesOf, viewsAt } from './observe.ts'
import { SOURCE, startTraffic } from './traffic.ts'

const KILLS = Number(process.env['EDIT_KILLS'] ?? 20)
const SEED = Number(process.env['SEED'] ?? 20240302)
const PARTITIONS = 2
const WORKERS = 8
const PAUSE_MS = 10
const MINUTE = 60_000
/** Traffic before the first edit, so that there is history to count. */
const LEAD_MS = 8_000

/**
 * The edited segment becomes each of these in turn; none shares its conditions with the one before.
 */
const RULES: readonly Condition[] = [
  { event: { name: 'Purchase' }, within: '30m' },
  { event: { name: 'Purchase' }, within: 'all', sum: { path: 'properties.value', gte: 40 } },
  { all: [{ event: { name: 'ViewContent' }, within: '2h' }, { not: { event: { name: 'Purchase' }, within: '1h' } }] },
  { event: { name: 'ViewContent' }, within: '3h', distinct: { path: 'properties.contents.content_id', gte: 4 } },
  { sequence: [{ event: { name: 'AddToCart' } }, { absent: { name: 'Purchase' }, for: '10m' }], span: '0h', within: '3h' },
]
const steady: Condition = { event: { name: 'Purchase' }, within: '1h', count: { gte: 2 } }

/** How far an edit was when the process was killed. */
type Stage = 'filling' | 'switching' | 'waiting' | 'before or after'

test(`${KILLS} kills while a live segment is edited under load leave the right members of the right rule`, async () => {
  await using folder = await tempFolder('edit')
  const settings: Settings = { WEIR_CLOCK: 'event', WEIR_PARTITIONS: String(PARTITIONS) }
  const random = seededRandom(SEED)
  let client: Client | undefined
  const traffic = startTraffic(random.fork(), WORKERS, PAUSE_MS, () => client)
  const stages = new Map<Stage, number>()
  let edits = 0
  let acknowledged = 0
  let servedMs = 0
  let seconds = performance.now()
  for (let kill = 0; kill < KILLS; kill++) {
    await using weir = await spawnReadyWeir(folder.path, settings)
    const servedFrom = performance.now()
    if (kill === 0) await setUp(weir.client)
    client = weir.client
    await sleep(kill === 0 ? LEAD_MS : 300 + random.int(700))
    const put = weir.client.put('/v1/segments/edited', { name: 'Edited', rule: RULES[edits++ % RULES.length]! })
    const answered = put.then(
      () => void acknowledged++,
      () => undefined,
    )
    // Now and then long enough for history to be counted, so that the switch is struck as well.
    await sleep(random.chance(0.5) ? 20 + random.int(600) : 600 + random.int(3_000))
    client = undefined
    servedMs += performance.now() - servedFrom
    // The engine of the last process must have ended before the next one can have the folder.
    await waitUntilGone(await killHard(weir.process), 10_000)
    await answered
    for (const stage of await stagesIn(folder.path)) stages.set(stage, (stages.get(stage) ?? 0) + 1)
  }
  seconds = (performance.now() - seconds) / 1000

  const { found, definitions } = await look(folder.path, settings, traffic, (present) => (client = present))
  process.stdout.write(
    [
      `seed ${SEED}: ${KILLS} kills in ${seconds.toFixed(0)} s, ${acknowledged} of ${edits} edits answered before the kill`,
      `edits by how far they were: ${[...stages].map(([stage, count]) => `${stage} ${count}`).join(', ')}`,
      `${traffic.history.length} events, ${((traffic.counts.acknowledged / servedMs) * 1000).toFixed(0)} acknowledged/s while somebody listened`,
      `sizes ${found.views.map(({ segment, size }) => `${segment} ${size}`).join(', ')}`,
      '',
    ].join('\n'),
  )
  expect(faultsOf(traffic.history, found, definitions)).toEqual([])
  // The kills struck where they should, and the right answer is not "nobody".
  expect((stages.get('filling') ?? 0) + (stages.get('switching') ?? 0)).toBeGreaterThan(KILLS / 5)
  for (const { size } of found.views.slice(0, definitions.length)) expect(size).toBeGreaterThan(0)

  // A check that cannot fail says nothing: by the rule before, these members would be wrong.
  const stale = definitions.map((segment) => (segment.id === 'edited' ? { ...segment, rule: otherThan(segment.rule) } : segment))
  expect(faultsOf(traffic.history, found, stale)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^members of edited/), expect.stringMatching(/^changes of edited/)]),
  )
})

async function setUp(client: Client): Promise<void> {
  await client.put(`/v1/sources/${SOURCE}`, { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  await client.put('/v1/segments/steady', { name: 'Steady', rule: steady })
  await client.put('/v1/segments/edited', { name: 'Edited', rule: RULES.at(-1)! })
}

function otherThan(rule: Condition): Condition {
  return RULES.find((other) => JSON.stringify(other) !== JSON.stringify(rule))!
}

/** How far each partition was with the edit. */
async function stagesIn(folder: string): Promise<Stage[]> {
  const fold = await openLmdbState({ path: join(folder, 'fold'), partitions: PARTITIONS })
  const stages = new Set<Stage>()
  for (let p = 0; p < PARTITIONS; p++) {
    const meta = decodeMeta(await fold.view(p).meta())
    if (meta.pending) stages.add('filling')
    else if (meta.sweep !== undefined) stages.add('switching')
    else if (meta.queued !== undefined) stages.add('waiting')
  }
  await fold.close()
  return stages.size === 0 ? ['before or after'] : [...stages]
}

/**
 * What is there when everything has come to rest: under the definitions that the service says it
 * has.
 */
async function look(
  folder: string,
  settings: Settings,
  traffic: ReturnType<typeof startTraffic>,
  serve: (client: Client) => void,
): Promise<{ found: Found; definitions: SegmentDefinition[] }> {
  const views = []
  const definitions: SegmentDefinition[] = []
  {
    await using weir = await startWeir({ ...settings, WEIR_DATA: folder })
    serve(weir.client)
    await sleep(1_000)
    await traffic.stop()
    for (const id of ['edited', 'steady']) {
      const isLive = async (): Promise<boolean> =>
        (await weir.client.get<{ status: string }>(`/v1/segments/${id}`)).status === 'live'
      await eventually(isLive, 30_000, 100)
      const { rule } = await weir.client.get<{ rule: Condition }>(`/v1/segments/${id}`)
      definitions.push({ id, number: segmentNumber(id), version: 1, name: id, rule })
    }
    await weir.settled()
    const end = traffic.history.at(-1)!.at
    for (const at of [end, end + 12 * MINUTE]) views.push(...(await viewsAt(weir.client, definitions, at)))
    await weir.settled()
  }
  await using warehouse = await openClosedWarehouse(folder)
  return { found: { ...(await tablesOf(warehouse)), views }, definitions }
}
