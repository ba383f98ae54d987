import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { TOPICS } from '@weir/contracts'
import type { EventLog, LogRecord } from '@weir/eventlog'
import { openKafkaLog } from '@weir/eventlog/kafka'
import { createKey, openConfigView } from '@weir/runtime'
import { eventually, run, stallingProxy, tempFolder } from '@weir/testkit'
import type { RunningProcess } from '@weir/testkit'
import { startKafka } from '@weir/testkit/servers'
import type { KafkaServers } from '@weir/testkit/servers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { IngestProcessOptions } from './support/ingest-process.ts'
import { quantile, seenIn, startControl, startLoad } from './support/load.ts'
import type { Asked } from './support/load.ts'
import { faultsOf } from './support/spool-oracle.ts'

const PARTITIONS = 4
const SOURCE = 'web-1'
const RATE = 220
/** Of one request. */
const EVENTS = 4
const ANSWER_MS_MAX = 5_000
/**
 * What a heap does anyway between two collections. All that is spooled, kept in memory, would be
 * several times as much.
 */
const MEMORY_GROWTH_MAX = 1.5
let kafka: KafkaServers

beforeAll(async () => {
  kafka = await startKafka({ brokers: 1 })
})
afterAll(() => kafka.stop())

/** A deployment of its own: its topics, a source and a key. */
async function deploy(): Promise<{ prefix: string; secret: string; open: () => Promise<EventLog> }> {
  const prefix = `${randomUUID().slice(0, 8)}.`
  const open = () => openKafkaLog({ brokers: kafka.bootstrap, clientId: 'weir-test', prefix, partitions: PARTITIONS })
  const log = await open()
  const config = await openConfigView(log)
  const { secret, stored } = createKey('test', ['ingest'], 0)
  await config.put(`source:${SOURCE}`, { name: SOURCE, kind: 'pixel', consent_basis: 'assumed' })
  await config.put(`key:${stored.id}`, stored)
  await config.close()
  await log.close()
  return { prefix, secret, open }
}

async function startIngest(options: IngestProcessOptions): Promise<{ process: RunningProcess; port: number }> {
  const script = fileURLToPath(new URL('support/ingest-process.ts', import.meta.url))
  const process_ = await run(process.execPath, ['--conditions=@weir/source', '--import', 'tsx', script, JSON.stringify(options)])
  const [, port] = await process_.prints(/listening on (\d+)/, 30_000)
  return { process: process_, port: Number(port) }
}

async function metric(port: number, name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1])
}

/**
 * The memory that is the process's own, MiB: what LMDB maps of its file is the system's to take
 * back.
 */
async function memory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024
}

/**
 * Looks at the memory until it is stopped.
 * @returns the middle value of the first and of the last third of what was seen, MiB.
 */
function watchMemory(pid: number): { stop(): Promise<{ early: number; late: number }> } {
  const seen: number[] = []
  const state = { isOver: false }
  const watching = (async () => {
    while (!state.isOver) {
      seen.push(await memory(pid))
      await sleep(200)
    }
  })()
  return {
    async stop() {
      state.isOver = true
      await watching
      const third = Math.ceil(seen.length / 3)
      return { early: quantile(seen.slice(0, third), 0.5), late: quantile(seen.slice(-third), 0.5) }
    },
  }
}

async function hitsIn(log: EventLog): Promise<LogRecord[][]> {
  const partitions: LogRecord[][] = []
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const records: LogRecord[] = []
    for (;;) {
      const more = await log.read(TOPICS.hits, partition, (records.at(-1)?.offset ?? -1) + 1, {
        records: 10_000,
        bytes: 16 << 20,
      })
      if (more.length === 0) break
      records.push(...more)
    }
    partitions.push(records)
  }
  await log.close()
  return partitions
}

/**
 * Everything that was acknowledged is in the log, in order.
 * @returns figures for whoever reads the output.
 */
async function checkLog(asked: readonly Asked[], log: EventLog): Promise<Record<string, number>> {
  const records = await hitsIn(log)
  expect(faultsOf(seenIn(asked, SOURCE, PARTITIONS), records)).toEqual([])
  const keys = records.flat().map(({ key }) => key)
  const times = asked.map(({ called, answered }) => answered - called)
  return {
    requests: asked.length,
    ok: asked.filter(({ status }) => status === 202).length,
    refused: asked.filter(({ status }) => status === 503).length,
    broken: asked.filter(({ status }) => status === 0).length,
    copies: keys.length - new Set(keys).size,
    p50: Math.round(quantile(times, 0.5) * 10) / 10,
    p99: Math.round(quantile(times, 0.99)),
    slowest: Math.round(Math.max(...times)),
  }
}

it('takes everything while Kafka is gone for half a minute, and brings it there in order when it is back', async () => {
  await using folder = await tempFolder('spool')
  const { prefix, secret, open } = await deploy()
  const options = { brokers: kafka.bootstrap, prefix, partitions: PARTITIONS, folder: folder.path, bytesMax: 1 << 30 }
  const ingest = await startIngest(options)
  await using process_ = ingest.process
  const control = startControl(ingest.port, '/checks')
  const load = startLoad({ port: () => ingest.port, secret, source: SOURCE, rate: RATE, events: EVENTS })
  await sleep(10_000)
  const begun = performance.now()
  await kafka.kill(0)
  await sleep(2_000)
  const watched = watchMemory(process_.pid)
  await sleep(18_000)
  const away = await watched.stop()
  // The fault has struck: nothing has gone to Kafka for a while.
  const spooled = await metric(ingest.port, 'weir_ingest_spool_records')
  expect(spooled).toBeGreaterThan(EVENTS * RATE * 15)
  expect(await metric(ingest.port, 'weir_ingest_log_available')).toBe(0)
  expect(await metric(ingest.port, 'weir_ingest_spool_oldest_seconds')).toBeGreaterThan(15)
  await kafka.restart(0)
  const outageMs = performance.now() - begun
  const back = performance.now()
  await eventually(async () => (await metric(ingest.port, 'weir_ingest_spool_records')) === 0, 2 * outageMs, 50)
  const drainedMs = performance.now() - back
  expect(await metric(ingest.port, 'weir_ingest_log_available')).toBe(1)
  // Traffic goes straight again.
  await sleep(2_000)
  const drained = await metric(ingest.port, 'weir_ingest_spool_drained_total')
  await sleep(2_000)
  expect(await metric(ingest.port, 'weir_ingest_spool_drained_total')).toBe(drained)
  await load.stop()

  const bystander = await control.stop()
  const figures = await checkLog(load.asked, await open())
  process.stdout.write(`${JSON.stringify({ outageMs, drainedMs, spooled, ...figures, memory: away, bystander })}\n`)
  expect(drained).toBeGreaterThanOrEqual(spooled)
  // A disk or a machine that is busy with other things may cost some.
  expect(figures['refused']).toBeLessThan(load.asked.length / 100)
  expect(figures['broken']).toBe(0)
  expect(figures['slowest']).toBeLessThan(ANSWER_MS_MAX + bystander.slowestMs)
  expect(away.late).toBeLessThan(away.early * MEMORY_GROWTH_MAX)
  const lines = process_
    .stderr()
    .split('\n')
    .filter((line) => /the log is (away|back)/.test(line))
  // One pair for the outage; a starved machine may take a pause of its own for another one.
  expect(lines.length).toBeGreaterThanOrEqual(2)
  expect(lines.length).toBeLessThanOrEqual(6)
}, 180_000)

it('refuses with 503 and Retry-After once the spool is full, and keeps what it has acknowledged', async () => {
  await using folder = await tempFolder('spool')
  await using network = await stallingProxy(Number(kafka.bootstrap[0]!.split(':')[1]))
  const { prefix, secret, open } = await deploy()
  const bytesMax = 2 << 20
  const options = {
    brokers: kafka.bootstrap,
    through: network.port,
    prefix,
    partitions: PARTITIONS,
    folder: folder.path,
    bytesMax,
  }
  const ingest = await startIngest(options)
  await using process_ = ingest.process
  const control = startControl(ingest.port, '/checks')
  const load = startLoad({ port: () => ingest.port, secret, source: SOURCE, rate: RATE, events: EVENTS })
  await sleep(5_000)
  // Nothing is refused and nothing answers: the slowest way to learn of an outage.
  network.stall()
  await sleep(4_000)
  const watched = watchMemory(process_.pid)
  await sleep(10_000)
  const away = await watched.stop()
  const full = await metric(ingest.port, 'weir_ingest_spool_bytes')
  expect(full).toBeGreaterThan(bytesMax * 0.95)
  expect(full).toBeLessThanOrEqual(bytesMax)
  const checks = (await (await fetch(`http://127.0.0.1:${ingest.port}/checks`)).json()) as unknown
  expect(checks).toMatchObject([
    { name: 'log', ok: false, detail: expect.stringMatching(/^away for \d/) },
    { name: 'spool', ok: false, detail: '100 % of 2 MiB' },
  ])
  network.resume()
  await eventually(async () => (await metric(ingest.port, 'weir_ingest_spool_records')) === 0, 30_000, 50)
  await sleep(1_000)
  await load.stop()

  const bystander = await control.stop()
  const figures = await checkLog(load.asked, await open())
  process.stdout.write(`${JSON.stringify({ ...figures, memory: away, bystander })}\n`)
  const refused = load.asked.filter(({ status }) => status === 503)
  expect(refused.length).toBeGreaterThan(RATE)
  expect(refused.every(({ retryAfter }) => Number(retryAfter) > 0)).toBe(true)
  expect(figures['broken']).toBe(0)
  expect(figures['slowest']).toBeLessThan(ANSWER_MS_MAX + bystander.slowestMs)
  expect(away.late).toBeLessThan(away.early * MEMORY_GROWTH_MAX)
  // One line for the outage, not one for each request.
  expect(process_.stderr().split('\n').length).toBeLessThan(50)
}, 120_000)

it('a process that is killed in an outage starts without Kafka, from its copy of the configuration, and drains what it had first', async () => {
  await using folder = await tempFolder('spool')
  await using network = await stallingProxy(Number(kafka.bootstrap[0]!.split(':')[1]))
  const { prefix, secret, open } = await deploy()
  const options = {
    brokers: kafka.bootstrap,
    through: network.port,
    prefix,
    partitions: PARTITIONS,
    folder: folder.path,
    bytesMax: 1 << 30,
  }
  const first = await startIngest(options)
  await using firstProcess = first.process
  let { port } = first
  const load = startLoad({ port: () => port, secret, source: SOURCE, rate: RATE, events: 1 })
  await sleep(3_000)
  network.stall()
  await sleep(5_000)
  const spooled = await metric(port, 'weir_ingest_spool_records')
  expect(spooled).toBeGreaterThan(RATE)
  await expect(startIngest(options)).rejects.toThrow(/another Weir process is using the spool folder/)
  await firstProcess.kill('SIGKILL')
  const second = await startIngest(options)
  await using secondProcess = second.process
  ;({ port } = second)
  expect(await metric(port, 'weir_ingest_spool_records')).toBeGreaterThanOrEqual(spooled)
  await sleep(3_000)
  expect(load.asked.at(-1)).toMatchObject({ status: 202 })
  network.resume()
  await eventually(async () => (await metric(port, 'weir_ingest_spool_records')) === 0, 60_000, 50)
  await sleep(1_000)
  await load.stop()
  expect(secondProcess.stderr()).toContain('the configuration is a copy')
  const figures = await checkLog(load.asked, await open())
  process.stdout.write(`${JSON.stringify(figures)}\n`)
}, 120_000)
