import { seededRandom, tempFolder } from '@weir/testkit'
import type { Effort } from '../parts/effort.ts'
import type { Section } from '../parts/report.ts'
import { figure, median, ratios, spread } from '../parts/stats.ts'
import type { Worker } from '../parts/worker.ts'
import { startWorker } from '../parts/worker.ts'
import { drawPerson, eventName, HUNDRED, nativeEvent, trackRequest } from '../traffic.ts'
import { EVENT_ID, run, USER } from './load.ts'
import type { Load, LoadResult } from './load.ts'
import type { IngestServer, ServerKind } from './server.ts'

interface Kind {
  title: string
  path: string
  eventsPerRequest: number
  connections: number
  body(name: string, now: number): object
}

const BATCH = 50
const KINDS: readonly Kind[] = [
  {
    title: 'native, single',
    path: '/v1/events',
    eventsPerRequest: 1,
    connections: 64,
    body: (name, now) => nativeEvent(name, USER, EVENT_ID, now),
  },
  {
    title: 'Events API event/track, single',
    path: '/open_api/v1.3/event/track/',
    eventsPerRequest: 1,
    connections: 64,
    body: (name, now) => trackRequest(name, USER, EVENT_ID, now),
  },
  {
    title: `native, batch of ${BATCH}`,
    path: '/v1/events',
    eventsPerRequest: BATCH,
    connections: 16,
    body: (name, now) => Array.from({ length: BATCH }, () => nativeEvent(name, USER, EVENT_ID, now)),
  },
]
const SERVERS: readonly ServerKind[] = ['bare', 'log', 'embedded']
const NAMED: Record<ServerKind, string> = { bare: 'bare node:http (limit)', log: 'ingest alone', embedded: 'all of Weir' }
const PEOPLE = 200_000

interface Measured {
  requestsPerS: number[]
  cpuUs: number[]
  p50Ms: number[]
  p99Ms: number[]
  /** Events per second until they are folded and can be read, the drain included. */
  throughPerS: number[]
}

/** Durable ingest over HTTP against a server that does nothing with the body. */
export async function benchIngest({ quick, rounds }: Effort): Promise<Section> {
  const seconds = quick ? 1 : 2.5
  const results = new Map<string, Measured>()
  await using bare = await open('bare')
  await using log = await open('log')
  await using embedded = await open('embedded')
  const random = seededRandom(1)
  // The first round is not counted: all code has to be compiled before anything is measured.
  for (let round = -1; round < rounds; round++) {
    for (const kind of KINDS) {
      for (const server of [bare, log, embedded]) {
        const load = loadOf(kind, server, round < 0 ? 2 * seconds : seconds, () => drawPerson(random, PEOPLE))
        const measured = await measure(server, load)
        if (round >= 0) note(measured, kind, intoOf(results, kind, server.kind))
      }
    }
  }
  return sectionOf(results, rounds, seconds)
}

interface Server extends AsyncDisposable {
  kind: ServerKind
  worker: Worker<IngestServer>
  url: string
  secret: string
}

async function open(kind: ServerKind): Promise<Server> {
  const folder = await tempFolder(`bench-${kind}`)
  const worker = await startWorker<IngestServer>(new URL('server.ts', import.meta.url), [kind, folder.path])
  const close = async (): Promise<void> => {
    await worker[Symbol.asyncDispose]()
    await folder[Symbol.asyncDispose]()
  }
  return { kind, worker, ...(await worker.ask('address')), [Symbol.asyncDispose]: close }
}

type OneLoad = LoadResult & { cpuUs: number; drainedS: number }

async function measure({ worker }: Server, load: Load): Promise<OneLoad> {
  const before = await worker.usage()
  const result = await run(load)
  const after = await worker.usage()
  return { ...result, cpuUs: after.cpuUs - before.cpuUs, drainedS: await worker.ask('settle') }
}

function note({ requests, seconds, p50Ms, p99Ms, cpuUs, drainedS }: OneLoad, kind: Kind, into: Measured): void {
  into.requestsPerS.push(requests / seconds)
  into.cpuUs.push(cpuUs / requests)
  into.p50Ms.push(p50Ms)
  into.p99Ms.push(p99Ms)
  into.throughPerS.push((requests * kind.eventsPerRequest) / (seconds + drainedS))
}

function loadOf(kind: Kind, { url, secret }: Server, seconds: number, user: () => number): Load {
  const now = Date.now()
  return {
    url,
    path: kind.path,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}`, 'access-token': secret },
    bodies: Array.from({ length: HUNDRED.names }, (_, i) => JSON.stringify(kind.body(eventName(i), now))),
    connections: kind.connections,
    seconds,
    user,
  }
}

function intoOf(results: Map<string, Measured>, kind: Kind, server: ServerKind): Measured {
  const key = `${kind.title} ${server}`
  const known = results.get(key) ?? { requestsPerS: [], cpuUs: [], p50Ms: [], p99Ms: [], throughPerS: [] }
  results.set(key, known)
  return known
}

function sectionOf(results: Map<string, Measured>, rounds: number, seconds: number): Section {
  const rows = KINDS.flatMap((kind) =>
    SERVERS.map((server) => {
      const limit = intoOf(results, kind, 'bare')
      const mine = intoOf(results, kind, server)
      const { requestsPerS, cpuUs, p50Ms, p99Ms, throughPerS } = mine
      return [
        `${kind.title}: ${NAMED[server]}`,
        spread(requestsPerS),
        figure(median(requestsPerS) * kind.eventsPerRequest),
        figure(median(ratios(requestsPerS, limit.requestsPerS))),
        spread(cpuUs.map((us) => us / kind.eventsPerRequest)),
        figure(median(ratios(limit.cpuUs, cpuUs))),
        `${figure(median(p50Ms))} / ${figure(median(p99Ms))}`,
        server === 'embedded' ? spread(throughPerS) : '-',
      ]
    }),
  )
  return {
    title: 'Ingest',
    about:
      'Durable hits over HTTP: an answer means that the event is on disk. The limit reads the body and answers 204. "Ingest alone" is the routes and the log; "all of Weir" is the one process as shipped, with segmenter, loader and 100 segments, folding while it takes in.',
    columns: [
      'load',
      'requests/s',
      'events/s',
      'of limit',
      'CPU us/event',
      'of limit by CPU',
      'p50 / p99 ms',
      'events/s until reportable',
    ],
    rows,
    notes: [
      `${rounds} rounds of ${seconds} s; 64 connections for single hits, 16 for batches, each with one request under way (a closed loop, so the latencies are those of a saturated server). About ${figure(bodyBytes())} bytes per event, every event id different, users drawn by Zipf's law (exponent 1/2).`,
      '"Until reportable" counts the seconds after the load until everything is folded and in the warehouse. The CPU time of the warehouse engine, a process of its own, is not in these figures.',
    ],
  }
}

function bodyBytes(): number {
  return JSON.stringify(nativeEvent(eventName(0), USER, EVENT_ID, 0)).length
}
