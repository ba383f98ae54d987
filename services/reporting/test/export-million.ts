import { execFile, spawn } from 'node:child_process'
import { hash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { openLmdbState } from '@weir/state/lmdb'
import { tempFolder } from '@weir/testkit'
import type { Somebody } from './world.ts'
import { addPeople, createWorld } from './world.ts'

/**
 * Exports segments of 20,000 and of 1,000,000 members from LMDB over HTTP, in a fresh process, and
 * prints how far its memory rises. Run: npx tsx --conditions=@weir/source
 * services/reporting/test/export-million.ts [members]
 */
const MEMBERS = Number(process.argv[2] ?? 1_000_000)
const FEW = 20_000
const BATCH = 10_000
const LIMIT_MB = 64
const EXPORTS = [
  'few/export?format=csv&id_types=EMAIL_SHA256',
  'all/export?format=csv&id_types=EMAIL_SHA256',
  'all/export?format=tiktok_file&id_types=EMAIL_SHA256,IDFA_SHA256',
]

const say = (text: string): boolean => process.stdout.write(`${text}\n`)
const seconds = (since: number): string => ((performance.now() - since) / 1000).toFixed(1)
const folder = process.argv[3]
if (folder === undefined) await prepare()
else await measure(folder)

/** Fills a state, and measures it in a process that did not do the filling. */
async function prepare(): Promise<void> {
  await using temp = await tempFolder('million')
  const fold = await openLmdbState({ path: temp.path, partitions: 4 })
  const started = performance.now()
  for (let i = 0; i < MEMBERS; i += BATCH)
    await addPeople(
      fold,
      Array.from({ length: Math.min(BATCH, MEMBERS - i) }, (_, k) => somebody(i + k)),
      i,
    )
  await fold.close()
  say(`filled with ${MEMBERS} people in ${seconds(started)} s`)
  const child = spawn(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), String(MEMBERS), temp.path], {
    stdio: 'inherit',
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  process.exitCode = code ?? 1
}

function somebody(i: number): Somebody {
  const email = { type: 'email', value: hash('sha256', `p${i}@example.org`, 'hex') } as const
  return {
    identifiers: i % 4 === 0 ? [email, { type: 'idfa', value: `IDFA-${i}` }] : [email],
    member: i < FEW ? ['all', 'few'] : ['all'],
  }
}

async function measure(path: string): Promise<void> {
  const fold = await openLmdbState({ path, partitions: 4 })
  const world = await createWorld({ fold })
  const rule = { event: { name: 'Purchase' }, within: '7d', count: { gte: 0 } }
  for (const id of ['all', 'few']) await world.ask('PUT', `/v1/segments/${id}`, { name: id, rule })
  const url = await world.app.listen({ host: '127.0.0.1', port: 0 })
  const authorization = `Bearer ${await world.key(['export'])}`

  const asked = performance.now()
  const { matchable } = (await world.ask('GET', '/v1/segments/all')).json<{ matchable: Record<string, number> }>()
  say(`matchable in ${seconds(asked)} s: ${JSON.stringify(matchable)} (true: ${MEMBERS} and ${Math.ceil(MEMBERS / 4)})`)

  const before = memoryMb()
  const peaks: number[] = []
  for (const path of EXPORTS) {
    let peak = memoryMb()
    const watch = setInterval(() => (peak = Math.max(peak, memoryMb())), 20)
    const started = performance.now()
    const { lines, bytes } = await download(`${url}/v1/segments/${path}`, authorization)
    clearInterval(watch)
    peaks.push(peak)
    say(`${path}: ${lines} lines, ${(bytes / 2 ** 20).toFixed(0)} MB in ${seconds(started)} s, peak ${peak.toFixed(0)} MB`)
    if (lines !== (path.startsWith('few') ? FEW : MEMBERS) + 1) throw new Error('the file does not have a line per member')
  }
  const [few = 0, ...many] = peaks
  // The first, small export brings the heap to its working size; what counts is that fifty times
  // the members do not add to it.
  const rise = Math.max(...many) - few
  say(
    `memory before ${before.toFixed(0)} MB, peak of the small export ${few.toFixed(0)} MB, rise above it ${rise.toFixed(0)} MB (limit ${LIMIT_MB} MB)`,
  )
  await world.app.close()
  await world.config.close()
  await fold.close()
  if (rise >= LIMIT_MB) process.exitCode = 1
}

/**
 * Resident memory that is no file's: LMDB's map is the kernel's page cache, which takes it back at
 * will.
 */
function memoryMb(): number {
  return Number(/RssAnon:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024
}

/** Reads the file in a process of its own, so that only the server's memory is measured. */
async function download(url: string, authorization: string): Promise<{ lines: number; bytes: number }> {
  const read = `let lines = 0, bytes = 0
    require('node:http').get(process.argv[1], { headers: { authorization: process.argv[2] } }, (answer) => {
      answer.on('data', (chunk) => { bytes += chunk.length; for (const byte of chunk) if (byte === 10) lines++ })
      answer.on('end', () => process.stdout.write(JSON.stringify({ lines, bytes })))
    })`
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', read, url, authorization])
  return JSON.parse(stdout) as { lines: number; bytes: number }
}
