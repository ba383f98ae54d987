import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { changesBetween, ruleChanges, sameList, segmentNumber, TOPICS, withChanges } from '@weir/contracts'
import type { DefinitionList, SegmentDefinition } from '@weir/contracts'
import { openLmdbLog } from '@weir/eventlog/lmdb'
import { compile } from '@weir/segmentation'
import { tempFolder } from '@weir/testkit'
import { openClient } from '../../support/embedded-client.ts'
import type { Client } from '../../support/embedded-client.ts'
import { ADMIN_KEY, startWeir } from '../../support/embedded.ts'
import type { Settings } from '../../support/embedded.ts'
import type { Effort } from '../parts/effort.ts'
import type { Section } from '../parts/report.ts'
import { figure, spread } from '../parts/stats.ts'
import { startWorker } from '../parts/worker.ts'
import type { SavingServer } from './server.ts'

const SAVED = 20
/** Saved before what is measured: a process that just began compiles its own code. */
const WARM_UP = 100
/** Appends of one record each, to see what a durable commit takes. */
const COMMITS = 50
const QUIET_MS = 3_000
/** What is still done after the last answer. */
const AFTER_MS = 1_500

interface Saved {
  /** Beyond what the process takes while nothing happens, ms a segment. */
  cpu: number
  /** Until the answer, ms. */
  wall: number
  /** One durable commit to the log by itself, ms. */
  commit: number
}

/** One segment among many is saved: what that costs as a whole, and passes over lists alone. */
export async function benchSaving({ quick, rounds }: Effort): Promise<Section> {
  const [some, many] = quick ? [500, 1_000] : [5_000, 10_000]
  const rows: string[][] = []
  for (const [count, partitions] of [
    [200, 1],
    [some, 1],
    [some, 4],
    [many, 1],
  ] as const) {
    const saved: Saved[] = []
    for (let round = 0; round < rounds; round++) saved.push(await save(count, partitions))
    const of = `${count.toLocaleString('en-US')} segments, ${partitions} ${partitions === 1 ? 'partition' : 'partitions'}`
    const ratio = spread(saved.map(({ wall, commit }) => wall / commit))
    const [cpu, wall, commit] = (['cpu', 'wall', 'commit'] as const).map((what) => spread(saved.map((one) => one[what])))
    rows.push([of, cpu!, wall!, commit!, ratio])
  }
  const passes = Object.entries(passesOver(many)).map(([what, ms]) => `${what} ${figure(ms)}`)
  return {
    title: 'Saving a segment',
    about: `${SAVED} segments of a deployment are changed one after the other. The process has no events.`,
    columns: ['among', 'CPU ms/segment', 'ms until the answer', 'ms of a durable commit (limit)', 'answer / commit'],
    rows,
    notes: [
      `A save is three durable commits one after the other: the definition and its announcement to the log, then the state of each partition. Beside them it asks the warehouse what the rule costs and which of its names were never seen: here none was, so that nothing is remembered and both are asked each time.`,
      `${rounds} rounds, one process, state and log in LMDB; the CPU of the warehouse's process, and of the client, is not in it.`,
      `CPU of the passes over a list of ${many.toLocaleString('en-US')} alone, ms: ${passes.join(', ')}.`,
    ],
  }
}

async function save(count: number, partitions: number): Promise<Saved> {
  await using folder = await tempFolder('saving')
  const settings: Settings = { WEIR_DATA: folder.path, WEIR_PARTITIONS: String(partitions) }
  // Makes the deployment.
  await (await startWeir(settings))[Symbol.asyncDispose]()
  await define(folder.path, partitions, count)
  await using worker = await startWorker<SavingServer>(new URL('server.ts', import.meta.url), [folder.path, String(partitions)])
  const client = openClient(await worker.ask('address'), ADMIN_KEY)
  /** User and system, ms. */
  const cpuOf = async (work: () => Promise<unknown>): Promise<number> => {
    const before = await worker.usage()
    await work()
    return ((await worker.usage()).cpuUs - before.cpuUs) / 1000
  }
  for (let i = 0; i < WARM_UP; i++) await change(client, (i * 53) % count, 2)
  await sleep(QUIET_MS)
  const commit = await commitMs()
  const quiet = await cpuOf(() => sleep(QUIET_MS))
  const begun = performance.now()
  let wall = 0
  const cpu = await cpuOf(async () => {
    for (let i = 0; i < SAVED; i++) await change(client, (i * 37) % count, 3)
    wall = performance.now() - begun
    await sleep(AFTER_MS)
  })
  return { cpu: (cpu - (quiet / QUIET_MS) * (wall + AFTER_MS)) / SAVED, wall: wall / SAVED, commit }
}

/** What the disk takes for a record, with nothing else to do. */
async function commitMs(): Promise<number> {
  await using folder = await tempFolder('commit')
  const log = await openLmdbLog({ path: folder.path, partitions: 1 })
  const record = { partition: 0, key: 'segment:one', value: Buffer.from(JSON.stringify(definitionOf(1, 1))) }
  await log.append(TOPICS.config, [record])
  const begun = performance.now()
  for (let i = 0; i < COMMITS; i++) await log.append(TOPICS.config, [record])
  const ms = (performance.now() - begun) / COMMITS
  await log.close()
  return ms
}

/** Straight into the log: saving them would take a quarter of an hour. */
async function define(folder: string, partitions: number, count: number): Promise<void> {
  const log = await openLmdbLog({ path: join(folder, 'log'), partitions })
  const entries = listOf(count).map((segment) => ({
    partition: 0,
    key: `segment:${segment.id}`,
    value: Buffer.from(JSON.stringify({ ...segment, updated_at: Date.now() })),
  }))
  await log.append(TOPICS.config, entries)
  await log.close()
}

const ruleOf = (i: number, least: number): SegmentDefinition['rule'] => ({
  event: { name: 'Purchase', where: [{ path: 'properties.value', op: 'gte', value: i }] },
  within: '7d',
  count: { gte: least },
})

function definitionOf(i: number, version: number): SegmentDefinition {
  const id = `segment-${i}`
  return { id, name: id, number: segmentNumber(id), version, rule: ruleOf(i, version) }
}

const listOf = (count: number): SegmentDefinition[] => Array.from({ length: count }, (_, i) => definitionOf(i, 1))

const change = (client: Client, i: number, least: number): Promise<unknown> =>
  client.put(`/v1/segments/segment-${i}`, { name: 'changed', rule: ruleOf(i, least) })

/** CPU of what is done once per change of a list of so many, ms. */
function passesOver(count: number): Record<string, number> {
  let list: DefinitionList = sameList(listOf(count))
  compile(0, list)
  const passes = { 'the list changed': 0, 'known by content': 0, compiled: 0, 'changes of definitions': 0, 'changes of rules': 0 }
  const timed = <T>(of: keyof typeof passes, work: () => T): T => {
    const before = process.cpuUsage()
    const done = work()
    const { user, system } = process.cpuUsage(before)
    passes[of] += (user + system) / 1000 / SAVED
    return done
  }
  for (let i = 0; i < SAVED; i++) {
    const before = list
    const changed = [definitionOf((i * 37) % count, 2)]
    const next = timed('the list changed', () => withChanges(before, { changed, removed: [] }))
    list = timed('known by content', () => sameList(next))
    timed('compiled', () => compile(0, list))
    timed('changes of definitions', () => changesBetween(before, list))
    timed('changes of rules', () => ruleChanges(before, list))
  }
  return passes
}
