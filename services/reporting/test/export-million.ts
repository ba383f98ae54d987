import { get } from 'node:http'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { createHash } from 'node:crypto'
import { openLmdbState } from '@weir/state/lmdb'
import { tempFolder } from '@weir/testkit'
import type { Somebody } from './world.ts'
import { addPeople, createWorld } from './world.ts'

/**
 * Exports a segment of 1,000,000 members (or as many as the first argument says) from LMDB over HTTP, in this process, and prints
 * how far the resident memory rose above where it stood before. Run: npx tsx --conditions=@weir/source services/reporting/test/export-million.ts
 */
const MEMBERS = Number(process.argv[2] ?? 1_000_000)
const BATCH = 10_000
const LIMIT_MB = 64

const say = (text: string): boolean => process.stdout.write(`${text}\n`)
const rssMb = (): number => process.memoryUsage().rss / 2 ** 20
/** Resident memory that is not a file's: LMDB's map is the kernel's page cache, which it takes back at will. */
async function ownMb(): Promise<number> {
  const { readFile } = await import('node:fs/promises')
  return Number(/RssAnon:\s+(\d+)/.exec(await readFile('/proc/self/status', 'utf8'))?.[1]) / 1024
}

await using folder = await tempFolder('million')
const fold = await openLmdbState({ path: folder.path, partitions: 4 })
const somebody = (i: number): Somebody => ({
  identifiers: [{ type: 'email', value: createHash('sha256').update(`p${i}@example.org`).digest('hex') }, ...(i % 4 === 0 ? [{ type: 'idfa', value: `IDFA-${i}` } as const] : [])],
  member: ['buyers'],
})
const filling = performance.now()
for (let i = 0; i < MEMBERS; i += BATCH) await addPeople(fold, Array.from({ length: Math.min(BATCH, MEMBERS - i) }, (_, k) => somebody(i + k)), i)
say(`filled with ${MEMBERS} people in ${((performance.now() - filling) / 1000).toFixed(1)} s`)

await using world = await createWorld({ fold })
await world.ask('PUT', '/v1/segments/buyers', { name: 'Buyers', rule: { event: { name: 'Purchase' }, within: '7d', count: { gte: 0 } } })
const url = await world.app.listen({ host: '127.0.0.1', port: 0 })
const authorization = `Bearer ${await world.key(['export'])}`

async function download(query: string): Promise<{ lines: number; bytes: number }> {
  const request = get(`${url}/v1/segments/buyers/export?${query}`, { headers: { authorization } })
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  let lines = 0
  let bytes = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length
    for (const byte of chunk) if (byte === 10) lines++
  }
  return { lines, bytes }
}

const asked = performance.now()
const { matchable, matchable_error_margin: margin } = (await world.ask('GET', '/v1/segments/buyers')).json<{ matchable: Record<string, number>; matchable_error_margin: number }>()
say(`matchable in ${(performance.now() - asked).toFixed(0)} ms: ${JSON.stringify(matchable)}, margin ${margin.toFixed(4)} (true: ${MEMBERS} and ${Math.ceil(MEMBERS / 4)})`)

globalThis.gc?.()
const [before, ownBefore] = [rssMb(), await ownMb()]
let [peak, ownPeak] = [before, ownBefore]
const watch = setInterval(() => {
  peak = Math.max(peak, rssMb())
  void ownMb().then((mb) => (ownPeak = Math.max(ownPeak, mb)))
}, 20)
for (const query of ['format=csv&id_types=EMAIL_SHA256', 'format=tiktok_file&id_types=EMAIL_SHA256,IDFA_SHA256']) {
  const started = performance.now()
  const { lines, bytes } = await download(query)
  say(`${query}: ${lines} lines, ${(bytes / 2 ** 20).toFixed(0)} MB in ${((performance.now() - started) / 1000).toFixed(1)} s`)
  if (lines !== MEMBERS + 1) throw new Error('the file does not have a line per member')
}
clearInterval(watch)
say(`resident memory: ${before.toFixed(0)} MB before, peak ${peak.toFixed(0)} MB; without mapped files ${ownBefore.toFixed(0)} MB before, peak ${ownPeak.toFixed(0)} MB`)
await world.app.close()
await fold.close()
if (ownPeak - ownBefore >= LIMIT_MB) throw new Error(`memory rose by ${(ownPeak - ownBefore).toFixed(0)} MB; the limit is ${LIMIT_MB} MB`)
