import { loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { perEvent } from '../../distributed/commands-per-event/counts.ts'
import type { Counts } from '../../distributed/commands-per-event/counts.ts'
import { SERVICES } from '../../support/deployment.ts'
import type { ServiceName } from '../../support/deployment.ts'
import type { Effort } from '../parts/effort.ts'
import type { Section } from '../parts/report.ts'
import { figure, median, spread } from '../parts/stats.ts'
import { BATCH, PEOPLE, SHAPE } from './shape.ts'
import { onStage } from './stage.ts'
import type { Stage } from './stage.ts'

/** As fast as ingest takes it, and then until the rest has caught up. */
interface Flood {
  acceptedPerS: number
  ackP50Ms: number
  ackP99Ms: number
  lag: number
  foldedS: number
  loadedS: number
  /** Accepted, and a member where the rules say so, by the end. */
  throughPerS: number
  asked: Counts
  cpuUs: Record<ServiceName, number>
}

/** At a rate that is given. */
interface Steady {
  wantedPerS: number
  perS: number
  ackP50Ms: number
  ackP99Ms: number
  memberMs: readonly number[]
  /** Events behind, mean of the second and of the last third. */
  lag: readonly [middle: number, last: number]
  foldedS: number
  asked: Counts
}

const FOLLOWED_PER_S = 20
/**
 * Of what went through in a flood: where a steady rate is tried first, and by how much less after
 * one that was too much.
 */
const FIRST_TRY = 0.9
const STEP = 0.85
const TRIES = 5
/**
 * The share of the rate by which the lag may grow and still count as steady: it moves up and down
 * anyway.
 */
const GROWTH_MAX = 0.01

/**
 * The distributed mode as a whole: what it takes, what it can keep up with, how late a membership
 * is, and what it asks of its engines.
 */
export async function benchDistributed({ quick, rounds }: Effort): Promise<Section[]> {
  const seconds = quick ? 6 : 60
  const load: number[] = []
  return onStage(async (stage) => {
    await flood(stage, quick ? 3 : 10)
    const floods: Flood[] = []
    const steadies: Steady[] = []
    const calm: Steady[] = []
    let perS = Infinity
    for (let round = 0; round < rounds; round++) {
      load.push(loadavg()[0] ?? Number.NaN)
      floods.push(await flood(stage, seconds / 4))
      perS = Math.min(perS, FIRST_TRY * (floods.at(-1)?.throughPerS ?? 0))
      steadies.push(await sustained(stage, perS, seconds))
      calm.push(await steady(stage, (steadies.at(-1)?.wantedPerS ?? 0) / 4, seconds / 2))
    }
    return [throughput({ floods, steadies, calm, seconds, load }), asked(floods, steadies)]
  })
}

async function flood(stage: Stage, seconds: number): Promise<Flood> {
  const before = await stage.counts()
  const cpuBefore = stage.cpuUs()
  const sent = await stage.send({ seconds })
  const lag = await stage.lag()
  const { foldedS, loadedS } = await stage.drain()
  const cpu = stage.cpuUs()
  const cpuUs = Object.fromEntries(SERVICES.map((name) => [name, (cpu[name] - cpuBefore[name]) / sent.events]))
  return {
    acceptedPerS: sent.events / sent.seconds,
    ackP50Ms: sent.p50Ms,
    ackP99Ms: sent.p99Ms,
    lag,
    foldedS,
    loadedS,
    throughPerS: sent.events / (sent.seconds + foldedS),
    asked: perEvent(before, await stage.counts(), sent.events),
    cpuUs: cpuUs as Record<ServiceName, number>,
  }
}

/** The largest rate, of those tried, at which nothing piles up. */
async function sustained(stage: Stage, perS: number, seconds: number): Promise<Steady> {
  for (let tries = 1, rate = perS; ; tries++, rate *= STEP) {
    const result = await steady(stage, rate, seconds)
    const [middle, last] = result.lag
    const growthPerS = (last - middle) / (seconds / 3)
    if (growthPerS < GROWTH_MAX * rate || tries === TRIES) return result
  }
}

async function steady(stage: Stage, eventsPerS: number, seconds: number): Promise<Steady> {
  const before = await stage.counts()
  const start = performance.now()
  const lags: { at: number; lag: number }[] = []
  const over = new AbortController()
  const watching = (async () => {
    while (!over.signal.aborted) {
      lags.push({ lag: await stage.lag(), at: (performance.now() - start) / 1000 })
      await sleep(250)
    }
  })()
  const sent = await stage.send({ seconds, eventsPerS, followedPerS: FOLLOWED_PER_S })
  over.abort()
  await watching
  const { foldedS } = await stage.drain()
  const third = (n: number): number => {
    const its = lags.filter(({ at }) => Math.floor((at * 3) / seconds) === n).map(({ lag }) => lag)
    return its.reduce((sum, lag) => sum + lag, 0) / its.length
  }
  return {
    wantedPerS: eventsPerS,
    perS: sent.events / sent.seconds,
    ackP50Ms: sent.p50Ms,
    ackP99Ms: sent.p99Ms,
    memberMs: sent.memberMs,
    lag: [third(1), third(2)],
    foldedS,
    asked: perEvent(before, await stage.counts(), sent.events),
  }
}

interface Results {
  floods: readonly Flood[]
  steadies: readonly Steady[]
  calm: readonly Steady[]
  seconds: number
  /** Of the machine before each round: how many processes wanted to run. */
  load: readonly number[]
}

function throughput({ floods, steadies, calm, seconds, load }: Results): Section {
  const of = <T>(all: readonly T[], pick: (one: T) => number): string => spread(all.map(pick))
  const share =
    (p: number) =>
    ({ memberMs }: Steady): number =>
      [...memberMs].sort((a, b) => a - b)[Math.floor(memberMs.length * p)] ?? Number.NaN
  const both = (all: readonly Steady[]): string => `${of(all, share(0.5))} / ${of(all, share(0.99))}`
  const cpu = SERVICES.map((name) => `${name} ${figure(median(floods.map(({ cpuUs }) => cpuUs[name])))}`).join(', ')
  return {
    title: 'The distributed mode, end to end',
    about: `Four processes on Kafka, Redis and ClickHouse, one of each and all on this machine, two partitions, ${SHAPE.names * SHAPE.segmentsPerName} segments. Requests of ${BATCH} events of ${PEOPLE.toLocaleString('en-US')} people, 8 connections from a process of its own. An answer means that Kafka has the events; folded means that state and memberships are in Redis.`,
    columns: ['what', ''],
    rows: [
      ['flooded (each connection sends when it has its answer): accepted, events/s', of(floods, (one) => one.acceptedPerS)],
      ['flooded: answers, p50 / p99 ms', `${of(floods, (one) => one.ackP50Ms)} / ${of(floods, (one) => one.ackP99Ms)}`],
      [`flooded: events not folded after ${seconds / 4} s`, of(floods, (one) => one.lag)],
      ['flooded: until they are folded, s', of(floods, (one) => one.foldedS)],
      ['flooded: until they are in the warehouse, s', of(floods, (one) => one.loadedS)],
      ['flooded: through, from HTTP to membership, events/s', of(floods, (one) => one.throughPerS)],
      [`**sustained for ${seconds} s, events/s**`, of(steadies, (one) => one.perS)],
      ['sustained: answers, p50 / p99 ms', `${of(steadies, (one) => one.ackP50Ms)} / ${of(steadies, (one) => one.ackP99Ms)}`],
      ['**sustained: from receipt to membership, p50 / p99 ms**', both(steadies)],
      [
        'sustained: events not folded, second / last third of the time',
        `${of(steadies, ({ lag }) => lag[0])} / ${of(steadies, ({ lag }) => lag[1])}`,
      ],
      ['sustained: until the last are folded, s', of(steadies, (one) => one.foldedS)],
      ['a quarter of that rate, events/s', of(calm, (one) => one.perS)],
      ['a quarter of that rate: from receipt to membership, p50 / p99 ms', both(calm)],
    ],
    notes: [
      `${floods.length} rounds. The sustained rate is the first of those tried (${FIRST_TRY} of what went through, and ${figure(100 - STEP * 100)}% less each time) at which the lag does not grow by more than ${GROWTH_MAX * 100}% of the rate; it is paced evenly, and latencies count from when a request was due.`,
      `"Receipt to membership": ${FOLLOWED_PER_S} times a second a batch has somebody in it who was never seen before and whom that event makes a member. From the moment before the request is written to the socket until that person's state, which one script writes together with the bit of the membership, is found in Redis, looked for every 5 ms by the sender's process.`,
      `CPU us/event of the processes while flooded: ${cpu}. Kafka, Redis, ClickHouse and the sender share the cores with them.`,
      `The machine's load average before the rounds: ${load.map(figure).join(', ')}.`,
    ],
  }
}

function asked(floods: readonly Flood[], steadies: readonly Steady[]): Section {
  const row = (what: string, all: readonly { asked: Counts }[], pick: (counts: Counts) => number): string[] => [
    what,
    figure(median(all.map((one) => pick(one.asked)))),
  ]
  const rows = (when: string, all: readonly { asked: Counts }[]): string[][] => [
    row(`${when}: appends to Kafka`, all, (one) => one.produce),
    row(`${when}: fetches from Kafka`, all, (one) => one.fetch),
    row(`${when}: other requests to Kafka (heartbeats, offsets)`, all, (one) => one.otherKafka),
    row(`${when}: pieces sent to Redis`, all, (one) => one.redisWrites),
    row(`${when}: inserts into ClickHouse`, all, (one) => one.inserts),
  ]
  return {
    title: 'What an event costs in requests',
    about:
      'Counted on the sockets of the four processes, divided by the events: whatever is asked serves many events, and the more so the more there is to do. Those who follow memberships are not counted.',
    columns: ['what', 'per event'],
    rows: [
      ...rows('flooded', floods),
      row('flooded: commands that Redis runs, inside of scripts as well', floods, (one) => one.redisCommands),
      ...rows('sustained', steadies),
    ],
    notes: [
      'A bound on these figures is held by tests/distributed/commands-per-event.servers.test.ts, which also shows that they are large when events come one after the other.',
    ],
  }
}
