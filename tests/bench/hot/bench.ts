import { setTimeout as sleep } from 'node:timers/promises'
import { seededRandom, tempFolder } from '@weir/testkit'
import type { Random } from '@weir/testkit'
import { EVENT_ID, run, USER } from '../ingest/load.ts'
import type { Load } from '../ingest/load.ts'
import type { Effort } from '../parts/effort.ts'
import type { Section } from '../parts/report.ts'
import { figure, median, ratios, spread } from '../parts/stats.ts'
import { startWorker } from '../parts/worker.ts'
import { eventName, nativeEvent } from '../traffic.ts'
import type { HotServer } from './server.ts'

/** Of the others, and as many again of the hot one. */
const EVENTS_PER_S = 200
const PEOPLE = 5_000
const HOT = 99_999_999
const CONNECTIONS = 8
const PROBE_EVERY_MS = 80
/** Whoever is not visible after so long is counted with it, ms. */
const PATIENCE_MS = 10_000
/** So many times as long others may wait as beside the same traffic of many people. */
const BOUND = 2

interface Waits {
  /**
   * p99 of the others, ms: until an event is acknowledged, and from sending it until its person can
   * be looked up.
   */
  ackMs: number
  visibleMs: number
}

interface Server {
  url: string
  secret: string
}

/** Who sends as many events again beside the others. */
const BESIDE = {
  nobody: undefined,
  'as many others': (random: Random) => random.int(PEOPLE),
  'one hot person': () => HOT,
} as const
type Beside = keyof typeof BESIDE

/** One person at half of the traffic, and others in their place: how long all others wait. */
export async function benchHot({ quick, rounds }: Effort): Promise<Section> {
  await using folder = await tempFolder('bench-hot')
  await using worker = await startWorker<HotServer>(new URL('server.ts', import.meta.url), [folder.path])
  const server = await worker.ask('address')
  const seconds = quick ? 5 : 10
  // A process that just began compiles its own code.
  await measure(server, { seconds, beside: 'as many others' })
  await measure(server, { seconds, beside: 'one hot person' })
  const found: Record<Beside, Waits[]> = { nobody: [], 'as many others': [], 'one hot person': [] }
  for (let round = 0; round < rounds; round++)
    for (const beside of Object.keys(found) as Beside[]) found[beside].push(await measure(server, { seconds, beside }))
  return sectionOf(found)
}

async function measure(server: Server, { seconds, beside }: { seconds: number; beside: Beside }): Promise<Waits> {
  const random = seededRandom(7)
  const drawn = BESIDE[beside]
  const more = drawn && run(loadOf(server, seconds, () => drawn(random)))
  const others = run(loadOf(server, seconds, () => random.int(PEOPLE)))
  const [ack, visibleMs] = await Promise.all([others, probe(server, seconds), more])
  return { ackMs: ack.p99Ms, visibleMs }
}

function loadOf({ url, secret }: Server, seconds: number, user: () => number): Load {
  return {
    url,
    path: '/v1/events',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    bodies: [JSON.stringify(eventOf(USER, EVENT_ID))],
    connections: CONNECTIONS,
    seconds,
    user,
    requestsPerS: EVENTS_PER_S,
  }
}

/** Without a time of its own: it happens when it is received. */
function eventOf(user: string, id: string): object {
  return { ...nativeEvent(eventName(0), user, id, 0), event_time: undefined }
}

let probes = 0

/** Somebody new now and then: how long until they are known. @returns the p99, ms. */
async function probe({ url, secret }: Server, seconds: number): Promise<number> {
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' }
  const waits: Promise<number>[] = []
  const one = async (user: string): Promise<number> => {
    const start = performance.now()
    const sent = await fetch(`${url}/v1/events`, { method: 'POST', headers, body: JSON.stringify(eventOf(user, user)) })
    if (!sent.ok) throw new Error(`the service answered ${sent.status}: ${await sent.text()}`)
    await sent.body?.cancel()
    while (performance.now() - start < PATIENCE_MS) {
      const known = await fetch(`${url}/v1/people/external_id:${user}`, { headers })
      await known.body?.cancel()
      if (known.ok) break
      await sleep(10)
    }
    return performance.now() - start
  }
  const until = performance.now() + seconds * 1000
  while (performance.now() < until) {
    waits.push(one(`probe-${++probes}`))
    await sleep(PROBE_EVERY_MS)
  }
  const sorted = (await Promise.all(waits)).sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN
}

function sectionOf(found: Record<Beside, Waits[]>): Section {
  const rows = [
    ['acknowledged', ({ ackMs }: Waits) => ackMs],
    ['visible', ({ visibleMs }: Waits) => visibleMs],
  ] as const
  const of = (beside: Beside, pick: (waits: Waits) => number): number[] => found[beside].map(pick)
  const ratio = (pick: (waits: Waits) => number): number => median(ratios(of('one hot person', pick), of('as many others', pick)))
  const worst = Math.max(...rows.map(([, pick]) => ratio(pick)))
  return {
    title: 'One hot person',
    about: `All others' p99, ms, on one partition with twenty segments over sums: ${EVENTS_PER_S} events a second of ${figure(PEOPLE)} people, and as many again.`,
    columns: ['others are', ...Object.keys(BESIDE).map((who) => `beside ${who}`), 'hot / as many others'],
    rows: rows.map(([what, pick]) => [
      what,
      ...Object.keys(BESIDE).map((who) => spread(of(who as Beside, pick))),
      figure(ratio(pick)),
    ]),
    notes: ['The runs alternate in one process. The limit of one person is off.'],
    ...(worst > BOUND ? { failure: `others wait ${figure(worst)} times as long; the bound is ${BOUND}` } : {}),
  }
}
