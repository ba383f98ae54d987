import { OutageError, TOPICS } from '@weir/contracts'
import type { EventLog, LogEntry } from '@weir/eventlog'
import { openLmdbLog } from '@weir/eventlog/lmdb'
import { createMemoryLog } from '@weir/eventlog/memory'
import { createLogger, Registry } from '@weir/runtime'
import { eventually, simClock, tempFolder } from '@weir/testkit'
import { describe, expect, it } from 'vitest'
import { NOW, PARTITIONS } from '../../test/harness.ts'
import { createSpooledLog } from './spooled-log.ts'
import type { SpooledLog, SpooledLogOptions } from './spooled-log.ts'

const ALL = { records: 1e6, bytes: 1e9 }

/** The same number of bytes whatever `n` is. */
const entry = (partition: number, n: number): LogEntry => ({
  partition,
  key: `key ${String(n).padStart(6, '0')}`,
  value: Buffer.from(JSON.stringify({ received_at: NOW + n })),
})
const ENTRY_BYTES = 10 + entry(0, 0).value.length

/** A log that a test can take away. */
function absentable(log: EventLog) {
  const state = { isAway: false, takesAnyway: false, asked: 0 }
  const absent: EventLog = {
    ...log,
    async append(topic, entries) {
      state.asked++
      if (!state.isAway || state.takesAnyway) await log.append(topic, entries)
      if (state.isAway) throw new OutageError('no broker')
    },
    async end(topic, partition) {
      if (state.isAway) throw new OutageError('no broker')
      return log.end(topic, partition)
    },
  }
  return { state, log: absent }
}

function open(log: EventLog, spool: EventLog | undefined, more: Partial<SpooledLogOptions> = {}): Promise<SpooledLog> {
  const logger = createLogger('ingest', 'silent')
  return createSpooledLog({ log, spool, bytesMax: 1 << 20, clock: simClock(NOW), logger, registry: new Registry(), ...more })
}

async function metric(registry: Registry, name: string): Promise<number | undefined> {
  return (await registry.getSingleMetric(name)?.get())?.values[0]?.value
}

const isDrained = (spooled: SpooledLog): boolean => spooled.logCheck().ok && spooled.spoolCheck().detail.startsWith('0 %')

async function keysOf(log: EventLog, partition: number): Promise<string[]> {
  return (await log.read(TOPICS.hits, partition, 0, ALL)).map(({ key }) => key)
}

describe('on LMDB', () => {
  it('knows after every restart what it keeps, and brings that to the log in order, first', async () => {
    await using folder = await tempFolder('spool')
    const openSpool = () => openLmdbLog({ path: folder.path, partitions: PARTITIONS, ballastBytes: 0 })
    const memory = createMemoryLog({ partitions: PARTITIONS })
    const { state, log } = absentable(memory)
    let spool = await openSpool()
    let registry = new Registry()
    let spooled = await open(log, spool, { registry })
    const expected = Array.from({ length: PARTITIONS }, (): string[] => [])
    let n = 0
    const send = async (appends: number): Promise<void> => {
      for (let i = 0; i < appends; i++) {
        const entries = [entry(n % PARTITIONS, n++), entry((n * 7) % PARTITIONS, n++)]
        await spooled.append(TOPICS.hits, entries)
        for (const { partition, key } of entries) expected[partition]!.push(key)
      }
    }
    const restart = async (): Promise<void> => {
      await spooled.close()
      await spool.close()
      spool = await openSpool()
      registry = new Registry()
      spooled = await open(log, spool, { registry })
    }
    await send(20)
    state.isAway = true
    for (let spooledSoFar = 0; spooledSoFar < 300; spooledSoFar += 100) {
      await send(50)
      await restart()
      expect(await metric(registry, 'weir_ingest_spool_records')).toBe(spooledSoFar + 100)
      expect(await metric(registry, 'weir_ingest_spool_bytes')).toBe((spooledSoFar + 100) * ENTRY_BYTES)
    }
    state.isAway = false
    await send(10)
    await eventually(() => isDrained(spooled))
    await send(10)
    // LMDB keeps the last chunk of a partition though it was trimmed: it must not be sent once
    // more.
    await restart()
    expect(await metric(registry, 'weir_ingest_spool_records')).toBe(0)
    await send(10)
    for (const [partition, keys] of expected.entries()) expect(await keysOf(memory, partition)).toEqual(keys)
    await spooled.close()
    await spool.close()
  })

  it('acknowledges nothing once its disk has failed, says so, and goes on after a restart', async () => {
    await using folder = await tempFolder('spool')
    const path = folder.path
    const spool = await openLmdbLog({ path, partitions: PARTITIONS, ballastBytes: 0 })
    const memory = createMemoryLog({ partitions: PARTITIONS })
    const { state, log } = absentable(memory)
    state.isAway = true
    let isFull = false
    const disk: EventLog = {
      ...spool,
      append: async (topic, entries) =>
        isFull ? Promise.reject(new Error('no space left on device')) : spool.append(topic, entries),
    }
    const spooled = await open(log, disk)
    await spooled.append(TOPICS.hits, [entry(0, 1)])
    isFull = true
    await expect(spooled.append(TOPICS.hits, [entry(0, 2)])).rejects.toThrow('no space left')
    isFull = false
    state.isAway = false
    await expect(spooled.append(TOPICS.hits, [entry(0, 3)])).rejects.toThrow('no space left')
    await expect(spooled.done).rejects.toThrow('no space left')
    expect(spooled.spoolCheck()).toMatchObject({ ok: false, detail: 'no space left on device' })
    await spooled.close()
    await spool.close()

    const again = await openLmdbLog({ path, partitions: PARTITIONS, ballastBytes: 0 })
    const second = await open(log, again)
    await second.append(TOPICS.hits, [entry(0, 4)])
    await eventually(() => isDrained(second))
    expect(await keysOf(memory, 0)).toEqual([entry(0, 1).key, entry(0, 4).key])
    await second.close()
    await again.close()
  })
})

describe('an outage', () => {
  it('costs one wait, two lines in the log, and shows in metrics and checks', async () => {
    const memory = createMemoryLog({ partitions: PARTITIONS })
    const { state, log } = absentable(memory)
    const registry = new Registry()
    const lines: string[] = []
    const logger = createLogger('ingest', 'silent')
    logger.warn = (first: unknown, text?: string) => void lines.push(text ?? String(first))
    logger.info = logger.warn
    const clock = simClock(NOW)
    const spooled = await open(log, createMemoryLog({ partitions: PARTITIONS }), { registry, logger, clock, bytesMax: 100_000 })
    await spooled.append(TOPICS.hits, [entry(0, 0)])
    expect(spooled.logCheck()).toEqual({ name: 'log', ok: true, detail: 'answers' })
    state.isAway = true
    for (let n = 1; n <= 1000; n++) await spooled.append(TOPICS.hits, [entry(n % PARTITIONS, n)])
    // One that failed, and then only who asks whether it is back.
    expect(state.asked).toBeLessThan(10)
    clock.pass(31_001)
    expect(await metric(registry, 'weir_ingest_log_available')).toBe(0)
    expect(await metric(registry, 'weir_ingest_spool_records')).toBe(1000)
    expect(await metric(registry, 'weir_ingest_spool_oldest_seconds')).toBe(31)
    expect(spooled.logCheck()).toMatchObject({ ok: false, detail: expect.stringMatching(/^away for .* s: no broker$/) })
    expect(spooled.spoolCheck()).toEqual({ name: 'spool', ok: true, detail: `${(ENTRY_BYTES * 1000) / 1000} % of 97.7 KiB` })
    state.isAway = false
    await eventually(() => isDrained(spooled))
    expect(await metric(registry, 'weir_ingest_spool_drained_total')).toBe(1000)
    expect(await metric(registry, 'weir_ingest_spool_oldest_seconds')).toBe(0)
    expect(lines).toEqual([
      'the log is away: what arrives is kept in the spool as far as there is room',
      'the log is back',
      'the spool is empty',
    ])
    await spooled.close()
    await spooled.done
  })

  it('an append that the log took although it seemed to fail is there twice, with the same event', async () => {
    const memory = createMemoryLog({ partitions: PARTITIONS })
    const { state, log } = absentable(memory)
    const spooled = await open(log, createMemoryLog({ partitions: PARTITIONS }))
    Object.assign(state, { isAway: true, takesAnyway: true })
    await spooled.append(TOPICS.hits, [entry(0, 1)])
    Object.assign(state, { isAway: false, takesAnyway: false })
    await eventually(() => isDrained(spooled))
    const copies = await memory.read(TOPICS.hits, 0, 0, ALL)
    expect(copies.length).toBeGreaterThanOrEqual(2)
    for (const { key, value } of copies)
      expect({ key, value: Buffer.from(value) }).toEqual({ key: entry(0, 1).key, value: entry(0, 1).value })
    await spooled.close()
  })

  it('what the log refuses for its own sake is refused, and the log is not taken to be away', async () => {
    const memory = createMemoryLog({ partitions: PARTITIONS })
    const { log } = absentable(memory)
    const refusing: EventLog = { ...log, append: async () => Promise.reject(new Error('not allowed')) }
    const spooled = await open(refusing, createMemoryLog({ partitions: PARTITIONS }), { recordBytesMax: 1000 })
    await expect(spooled.append(TOPICS.hits, [entry(0, 1)])).rejects.toThrow('not allowed')
    expect(spooled.logCheck().ok).toBe(true)
    const large = { partition: 0, key: '', value: Buffer.alloc(1001) }
    await expect(spooled.append(TOPICS.hits, [large])).rejects.toBeInstanceOf(RangeError)
    await spooled.close()
  })
})
