import { setTimeout as sleep } from 'node:timers/promises'
import { seededRandom, tempFolder } from '@weir/testkit'
import { expect, test } from 'vitest'
import { endsWithin, readyClient, spawnReadyWeir, spawnWeir, startWeir } from '../support/embedded.ts'
import type { Settings } from '../support/embedded.ts'
import type { Client } from '../support/embedded-client.ts'
import { openClosedWarehouse } from '../support/embedded-warehouse.ts'
import { faultsOf } from './check.ts'
import type { Found } from './check.ts'
import { interruptedIn, killHard, waitUntilGone } from './killing.ts'
import type { Phase } from './killing.ts'
import { tablesOf, viewsAt } from './observe.ts'
import { DEFINITIONS as definitions } from './rules.ts'
import { SOURCE, startTraffic } from './traffic.ts'
import type { Traffic } from './traffic.ts'

const KILLS = Number(process.env['KILLS'] ?? 25)
const SEED = Number(process.env['SEED'] ?? 20240301)
const PARTITIONS = 2
const WORKERS = 6
const PAUSE_MS = 10
/** This share of the kills strikes while the process starts. */
const EARLY = 0.3
const MINUTE = 60_000

interface Run {
  kills: number
  refusedStarts: number
  phases: Map<Phase, number>
  seconds: number
  /** The part of it in which somebody listened. */
  servedSeconds: number
}

test(`${KILLS} kills lose nothing that was acknowledged and count nothing twice`, async () => {
  await using folder = await tempFolder('kill')
  const settings: Settings = { WEIR_CLOCK: 'event', WEIR_PARTITIONS: String(PARTITIONS) }
  let client: Client | undefined
  {
    await using first = await spawnReadyWeir(folder.path, settings)
    await first.client.put(`/v1/sources/${SOURCE}`, { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
    for (const { id, name, rule } of definitions) await first.client.put(`/v1/segments/${id}`, { name, rule })
  }
  const random = seededRandom(SEED)
  const traffic = startTraffic(random.fork(), WORKERS, PAUSE_MS, () => client)
  const run = await killAgainAndAgain(folder.path, settings, random, (present) => (client = present))
  // The last one lives: senders that are still waiting get their answers, and then it stops in
  // order.
  await using last = await spawnReadyWeir(folder.path, settings)
  client = last.client
  await sleep(500)
  await traffic.stop()
  void last.process.kill('SIGTERM')
  expect(await endsWithin(last.process, 15_000)).toEqual({ code: 0, signal: null })

  const found = await look(folder.path, settings, traffic)
  report(run, traffic, found)
  expect(faultsOf(traffic.history, found, definitions)).toEqual([])

  // The kills were real, struck at different moments, and there was something to lose.
  expect(run.kills).toBe(KILLS)
  expect([...run.phases.keys()].filter((phase) => phase !== 'at rest').length).toBeGreaterThanOrEqual(Math.min(3, KILLS))
  expect(traffic.counts.unanswered).toBeGreaterThan(0)
  expect(traffic.counts.repeated).toBeGreaterThan(0)
  for (const { id } of definitions) expect(found.changes.some(({ segment, op }) => segment === id && op === 'entered')).toBe(true)

  await expectSpoiledDataToBeNoticed(folder.path, found, traffic)
})

async function killAgainAndAgain(
  folder: string,
  settings: Settings,
  random: ReturnType<typeof seededRandom>,
  serve: (client: Client | undefined) => void,
): Promise<Run> {
  const run: Run = { kills: 0, refusedStarts: 0, phases: new Map(), seconds: 0, servedSeconds: 0 }
  const began = performance.now()
  // The next process starts at once, as under a supervisor: the engine of the last one may still be
  // ending.
  const orphans: number[] = []
  while (run.kills < KILLS) {
    const early = random.chance(EARLY)
    const delayMs = early ? 300 + random.int(2_200) : 100 + random.int(1_900)
    await using weir = await spawnWeir(folder, settings)
    let readyAt: number | undefined
    const ready = readyClient(weir).then((client) => {
      readyAt = performance.now()
      serve(client)
    })
    ready.catch(() => undefined)
    let isOver = false
    void weir.ended.then(() => (isOver = true))
    await Promise.race([early ? sleep(delayMs) : ready.then(() => sleep(delayMs)), weir.ended])
    if (isOver) {
      // A supervisor starts it again; but only what the last process left behind may be the reason.
      expect(weir.stderr()).toMatch(/in use by another process/)
      run.refusedStarts++
      continue
    }
    orphans.push(...(await killHard(weir)))
    // Requests that are sent meanwhile find nobody; those in hand lost their answers.
    serve(undefined)
    run.kills++
    if (readyAt !== undefined) run.servedSeconds += (performance.now() - readyAt) / 1000
    const phases: Phase[] = readyAt !== undefined ? await interruptedIn(folder, PARTITIONS) : ['starting']
    for (const phase of phases) run.phases.set(phase, (run.phases.get(phase) ?? 0) + 1)
  }
  run.seconds = (performance.now() - began) / 1000
  await waitUntilGone(orphans, 10_000)
  return run
}

/**
 * Everything there is to see, at two instants: at the last event, and when many a window has closed
 * since.
 */
async function look(folder: string, settings: Settings, traffic: Traffic): Promise<Found> {
  const end = traffic.history.at(-1)!.at
  const views = []
  {
    await using weir = await startWeir({ ...settings, WEIR_DATA: folder })
    await weir.settled()
    for (const at of [end, end + 12 * MINUTE]) views.push(...(await viewsAt(weir.client, definitions, at)))
    await weir.settled()
  }
  await using warehouse = await openClosedWarehouse(folder)
  return { ...(await tablesOf(warehouse)), views }
}

/**
 * A check that cannot fail says nothing: facts are taken away and doubled, a change is taken away,
 * a member is made up.
 */
async function expectSpoiledDataToBeNoticed(folder: string, found: Found, traffic: Traffic): Promise<void> {
  const [gone, twice, moved] = traffic.history.filter(({ fate }) => fate === 'ok').map(({ event_id }) => event_id)
  // Somebody who left and came back: without the leaving, they enter twice.
  const left = found.changes.find(
    ({ op, person, segment }, i) =>
      op === 'left' && found.changes.slice(i + 1).some((later) => later.person === person && later.segment === segment),
  )!
  await using warehouse = await openClosedWarehouse(folder)
  const spoil = (sql: string): Promise<void> => warehouse.warehouse.command(`${sql} SETTINGS mutations_sync = 1`)
  await spoil(`ALTER TABLE facts DELETE WHERE event_id = '${gone}'`)
  await spoil(`ALTER TABLE memberships DELETE WHERE person = '${left.person}' AND segment = '${left.segment}' AND op = 'left'`)
  // A merge would collapse the planted copies before they are counted.
  await warehouse.warehouse.command('SYSTEM STOP MERGES facts')
  await warehouse.warehouse.command(
    `INSERT INTO facts SELECT * REPLACE (off + 1000000 AS off) FROM facts WHERE event_id = '${twice}'`,
  )
  await warehouse.warehouse.command(
    `INSERT INTO facts SELECT * REPLACE (eid || '0' AS eid) FROM facts WHERE event_id = '${moved}'`,
  )
  const [view] = found.views
  const spoiled = {
    ...(await tablesOf(warehouse)),
    views: [{ ...view!, members: [...view!.members, 'nobody'], size: view!.size + 1 }],
  }
  const faults = faultsOf(traffic.history, spoiled, definitions)
  expect(faults).toEqual(
    expect.arrayContaining([
      `lost: ${gone} was acknowledged and is not there`,
      `twice: ${twice} is stored 2 times and seen 1 times`,
      `twice: ${moved} is stored 2 times and seen 2 times`,
      expect.stringMatching(`^alternation: ${left.segment} ${left.person} entered twice`),
      expect.stringMatching(/^members of .* too many nobody/),
      expect.stringMatching(/^size of /),
    ]),
  )
}

function report(run: Run, { counts, history }: Traffic, { facts, changes, views }: Found): void {
  const unknown = history.filter(({ fate }) => fate === 'unknown')
  const lines = [
    `seed ${SEED}: ${run.kills} kills in ${run.seconds.toFixed(0)} s; ${run.refusedStarts} starts refused because the old engine was still ending`,
    `kills by what they interrupted: ${[...run.phases].map(([phase, count]) => `${phase} ${count}`).join(', ')}`,
    `${history.length} events in ${counts.requests} requests (${(counts.acknowledged / run.servedSeconds).toFixed(0)} acknowledged/s while somebody listened): ${counts.acknowledged} acknowledged, ${unknown.length} unknown (${unknown.filter(({ event_id }) => facts.has(event_id)).length} of them are in), ${counts.unanswered} requests without an answer, ${counts.repeated} events sent again`,
    `${facts.size} facts, ${changes.length} membership changes; sizes ${views.map(({ segment, size }) => `${segment} ${size}`).join(', ')}`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}
