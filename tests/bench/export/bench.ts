import { once } from 'node:events'
import { get } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { tempFolder } from '@weir/testkit'
import type { Effort } from '../parts/effort.ts'
import type { Section } from '../parts/report.ts'
import { figure, median, ratios, spread } from '../parts/stats.ts'
import type { Usage } from '../parts/usage.ts'
import { startWorker } from '../parts/worker.ts'
import type { Worker } from '../parts/worker.ts'
import type { ExportWorker } from './worker.ts'

/**
 * By so much the peak of the server's own memory may rise from small exports to the large one, MiB:
 * an export streams.
 */
const GROWTH_MB_MAX = 64
const SAMPLE_MS = 20
/** So many small exports first: until then the heap of a fresh process grows whatever it does. */
const SMALL_EXPORTS = 4

/** A whole segment as a file over HTTP, from state on disk. */
export async function benchExport({ quick, rounds }: Effort): Promise<Section> {
  const members = quick ? 100_000 : 1_000_000
  await using folder = await tempFolder('bench-export')
  const file = new URL('worker.ts', import.meta.url)
  {
    await using filler = await startWorker<ExportWorker>(file)
    await filler.ask('fill', folder.path, members)
  }
  // Fresh processes: one that has just made a million people, or read them for the limit, has a
  // large heap, in which growth would not be seen.
  await using reader = await startWorker<ExportWorker>(file)
  await reader.ask('serve', folder.path)
  await using worker = await startWorker<ExportWorker>(file)
  const { url, secret } = await worker.ask('serve', folder.path)
  const csv = 'format=csv&id_types=EMAIL_SHA256'
  const idle = await worker.usage()
  const small = await peakDuring(worker, async () => {
    for (let i = 0; i < SMALL_EXPORTS; i++) await download(`${url}/v1/segments/few/export?${csv}`, secret)
  })

  const perS: Record<'csv' | 'ndjson' | 'scan', number[]> = { csv: [], ndjson: [], scan: [] }
  let bytes = 0
  const large = await peakDuring(worker, async () => {
    for (let round = 0; round < rounds; round++) {
      const scan = await reader.ask('scan')
      perS.scan.push(scan.blobs / scan.seconds)
      for (const [name, query, head] of [
        ['csv', csv, 1],
        ['ndjson', 'format=ndjson', 0],
      ] as const) {
        const got = await download(`${url}/v1/segments/buyers/export?${query}`, secret)
        if (got.lines - head !== members) throw new Error(`the file has ${got.lines - head} members and should have ${members}`)
        perS[name].push(members / got.seconds)
        if (name === 'csv') bytes = got.bytes
      }
    }
  })
  return sectionOf({ perS, idle, small, large, bytes, members, rounds })
}

async function download(url: string, secret: string): Promise<{ lines: number; bytes: number; seconds: number }> {
  const start = performance.now()
  const request = get(url, { headers: { authorization: `Bearer ${secret}` } })
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  if (answer.statusCode !== 200) throw new Error(`the export answered ${answer.statusCode}`)
  let lines = 0
  let bytes = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    bytes += chunk.length
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) lines++
  }
  return { lines, bytes, seconds: (performance.now() - start) / 1000 }
}

type Memory = Pick<Usage, 'ownMb' | 'rssMb'>

/** The most memory that the worker has meanwhile. */
async function peakDuring(worker: Worker<ExportWorker>, work: () => Promise<void>): Promise<Memory> {
  const peak = { ownMb: 0, rssMb: 0 }
  const over = new AbortController()
  const watching = (async () => {
    while (!over.signal.aborted) {
      const { ownMb, rssMb } = await worker.usage()
      peak.ownMb = Math.max(peak.ownMb, ownMb)
      peak.rssMb = Math.max(peak.rssMb, rssMb)
      await sleep(SAMPLE_MS)
    }
  })()
  try {
    await work()
  } finally {
    over.abort()
    await watching
  }
  return peak
}

interface Run {
  perS: Record<'csv' | 'ndjson' | 'scan', number[]>
  /** Before the first export, and the peaks during the small and the large ones. */
  idle: Memory
  small: Memory
  large: Memory
  bytes: number
  members: number
  rounds: number
}

function sectionOf({ perS, idle, small, large, bytes, members, rounds }: Run): Section {
  const row = (what: string, rows: number[]): string[] => [what, spread(rows), figure(median(ratios(rows, perS.scan)))]
  const growthMb = Math.max(0, large.ownMb - small.ownMb)
  const grown = `${figure(growthMb)} MiB`
  return {
    title: 'Export',
    about: `A segment of ${members.toLocaleString('en-US')} members over HTTP from state in LMDB. Consent and membership are checked person by person as the rows are written.`,
    columns: ['what', 'rows/s', 'of limit'],
    rows: [
      row('walk the members, read every blob, do nothing with it (limit)', perS.scan),
      row('CSV with hashed e-mail addresses', perS.csv),
      row('NDJSON without identifiers', perS.ndjson),
    ],
    notes: [
      `${rounds} rounds; the CSV file has ${figure(bytes / 2 ** 20)} MiB.`,
      `The peak of the server's own memory was ${figure(small.ownMb)} MiB during exports of 20,000 members and ${figure(large.ownMb)} MiB during these: it grew by ${grown}; the bound is ${GROWTH_MB_MAX} MiB. (Idle, before the first export of a fresh process: ${figure(idle.ownMb)} MiB.)`,
      `Pages of the state's file that the kernel keeps mapped, and takes back at will, are not counted as its own; with them the peaks of resident memory were ${figure(small.rssMb)} and ${figure(large.rssMb)} MiB.`,
    ],
    ...(growthMb < GROWTH_MB_MAX
      ? {}
      : { failure: `memory grew by ${grown} during the export; the bound is ${GROWTH_MB_MAX} MiB` }),
  }
}
