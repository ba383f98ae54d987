import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { loaderStatePartitions, TOPICS } from '@weir/contracts'
import { checkLmdbFile, logDamage, openLmdbLog } from '@weir/eventlog/lmdb'
import { openLmdbState } from '@weir/state/lmdb'
import { seededRandom, tempFolder } from '@weir/testkit'
import type { Random } from '@weir/testkit'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkData, STATES } from './data.ts'

/** How many places are damaged, one at a time; 200 take about a minute. */
const PLACES = Number(process.env['DAMAGE_PLACES'] ?? 40)
/** The spool is ingest's, and checked when that starts. */
const PARTS = ['log', ...STATES, 'spool'] as const
type Part = (typeof PARTS)[number]
const partitionsOf = (part: Part): number => (part === 'loader' ? loaderStatePartitions(2) : part === 'optouts' ? 1 : 2)

let folder: Awaited<ReturnType<typeof tempFolder>>
let whole: string
beforeAll(async () => {
  folder = await tempFolder('damage')
  whole = join(folder.path, 'whole')
  await mkdir(whole)
  await fillLog(join(whole, 'log'))
  await fillSpool(join(whole, 'spool'))
  for (const part of STATES) await fillState(join(whole, part), partitionsOf(part))
}, 60_000)
afterAll(() => folder[Symbol.asyncDispose]())

async function fillLog(path: string): Promise<void> {
  const log = await openLmdbLog({ path, partitions: 2, ballastBytes: 0 })
  for (let i = 0; i < 40; i++)
    for (const topic of [TOPICS.hits, TOPICS.events, TOPICS.facts])
      await log.append(topic, [{ partition: i % 2, key: `key-${i}`, value: Buffer.alloc(i % 5 === 0 ? 9_000 : 300, i) }])
  await log.close()
}

/** As ingest leaves it: hits and opt-outs that wait, and how far those have got that left. */
async function fillSpool(path: string): Promise<void> {
  const log = await openLmdbLog({ path, partitions: 2, ballastBytes: 0 })
  for (let i = 0; i < 60; i++) {
    const value = Buffer.alloc(i % 7 === 0 ? 9_000 : 250, i)
    await log.append(TOPICS.hits, [{ partition: i % 2, key: `key-${i}`, value }])
    if (i % 10 === 0) await log.append(TOPICS.optOuts, [{ partition: 0, key: '', value }])
  }
  await log.append(TOPICS.config, [{ partition: 0, key: 'positions', value: Buffer.from(`{"${TOPICS.hits} 0":12}`) }])
  await log.trim(TOPICS.hits, 0, 12)
  await log.close()
}

/** As the process that has the part looks at it when it starts. */
async function damagesOf(folderOfParts: string, part: Part): Promise<string[]> {
  if (part !== 'spool') return (await checkData(folderOfParts, [part])).map(({ what }) => what)
  const what = await logDamage(join(folderOfParts, 'spool'))
  return what === undefined ? [] : [what]
}

async function fillState(path: string, partitions: number): Promise<void> {
  const state = await openLmdbState({ path, partitions })
  for (let partition = 0; partition < partitions; partition++) {
    const lease = await state.acquire(partition)
    for (let i = 0; i < 30; i++) {
      const ids = Array.from({ length: 10 }, (_, n) => Buffer.from(`${partition}-${i}-${n}`.padEnd(16, '.')).toString('hex'))
      await lease.commit({
        expect: i - 1,
        position: i,
        puts: ids.map((key, n) => ({
          key,
          value: Buffer.alloc(n === 0 ? 6_000 : 200, i),
          ...(n === 1 ? { expires: 1e13 } : {}),
        })),
        timers: ids.map((key) => ({ key, was: undefined, due: i * 1_000 })),
        members: ids.map((_, n) => ({ segment: n, ordinal: i * 10 + n, member: true })),
        names: ids.map((id, n) => ({ ordinal: i * 10 + n, id })),
        meta: Buffer.from(JSON.stringify({ now: i })),
        outbox: Buffer.from(`outbox ${i}`),
      })
    }
    await state.shared.put([{ key: `email:${partition}`, value: Buffer.from('person') }])
  }
  await state.close()
}

interface Reader extends AsyncDisposable {
  read(at: string, part: Part): Promise<{ digest?: string; error?: string }>
}

function startReader(): Reader {
  const root = fileURLToPath(new URL('../../../../', import.meta.url))
  const script = fileURLToPath(new URL('../../test/read-parts.ts', import.meta.url))
  const child: ChildProcessWithoutNullStreams = spawn(
    process.execPath,
    ['--import', 'tsx', '--conditions=@weir/source', script],
    { cwd: root },
  )
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>
  return {
    async read(at, part) {
      child.stdin.write(`${JSON.stringify({ folder: at, part, partitions: partitionsOf(part) })}\n`)
      const next = await lines.next()
      if (next.done === true) throw new Error(`the reader of ${part} ended with ${String((await ended)[1])}`)
      return JSON.parse(next.value) as { digest?: string; error?: string }
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      await ended
    },
  }
}

/** Damages the file somewhere. @returns what was done, for the message of a failure. */
async function damage(file: string, random: Random): Promise<string> {
  const bytes = await readFile(file)
  if (random.chance(0.2)) {
    const length = random.int(bytes.length)
    await truncate(file, length)
    return `cut to ${length} bytes`
  }
  // The beginnings, and the pages behind them, are hit as often as all the rest.
  const at = random.int(random.chance(0.3) ? 16_384 : bytes.length)
  const bit = random.int(8)
  bytes[at]! ^= 1 << bit
  await writeFile(file, bytes)
  return `bit ${bit} of byte ${at} flipped`
}

it(`damage at ${PLACES} random places is detected, or changes nothing`, async () => {
  expect(await checkData(whole)).toEqual([])
  const random = seededRandom(20260)
  const digests = new Map<Part, string | undefined>()
  const figures = { detected: 0, harmless: 0, refused: 0 }
  const detectedIn = new Map<Part, number>()
  await using reader = startReader()
  for (const part of PARTS) {
    const copy = join(folder.path, `whole-${part}`)
    await cp(whole, copy, { recursive: true })
    digests.set(part, (await reader.read(copy, part)).digest)
    // What was written to it since is whole as well.
    expect(await damagesOf(copy, part)).toEqual([])
  }
  for (let i = 0; i < PLACES; i++) {
    const part = PARTS[i % PARTS.length]!
    const copy = join(folder.path, `copy-${i}`)
    await cp(join(whole, part), join(copy, part), { recursive: true })
    const what = await damage(join(copy, part, 'data.mdb'), random)
    const [found] = await damagesOf(copy, part)
    if (found) {
      expect(found, `${part}: ${what}`).toMatch(/\w{3}/)
      figures.detected++
      detectedIn.set(part, (detectedIn.get(part) ?? 0) + 1)
    } else {
      const { digest, error } = await reader.read(copy, part)
      expect([digest ?? digests.get(part), error ?? ''], `${part}: ${what}`).toEqual([digests.get(part), error ?? ''])
      if (error === undefined) figures.harmless++
      else figures.refused++
    }
    await rm(copy, { recursive: true })
  }
  process.stderr.write(`damage at ${PLACES} places: ${JSON.stringify(figures)}\n`)
  expect(figures.detected).toBeGreaterThan(PLACES / 4)
  // Some of every part, so none is looked at in vain.
  expect([...detectedIn.keys()].sort()).toEqual([...PARTS].sort())
}, 300_000)

it('canary: a state without seals hides what the check has to find', async () => {
  const file = join(folder.path, 'whole-fold', 'fold', 'data.mdb')
  let names: Buffer | undefined
  checkLmdbFile(file, (table, _key, value) => {
    if (table === 'members') names ??= Buffer.from(value)
  })
  const bytes = await readFile(file)
  const at = bytes.indexOf(names!)
  bytes[at + 1]! ^= 1
  await writeFile(file, bytes)
  // The tree is whole: only the seal tells.
  checkLmdbFile(file, () => undefined)
  expect(await checkData(join(folder.path, 'whole-fold'), ['fold'])).toMatchObject([
    { what: expect.stringContaining('checksum of an entry of members') },
  ])
})
