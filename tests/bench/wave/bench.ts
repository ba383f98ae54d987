import { setTimeout as sleep } from 'node:timers/promises'
import { tempFolder } from '@weir/testkit'
import { openClient } from '../../support/embedded-client.ts'
import type { Client } from '../../support/embedded-client.ts'
import type { Effort } from '../parts/effort.ts'
import type { Section } from '../parts/report.ts'
import { figure, spread } from '../parts/stats.ts'
import { startWorker } from '../parts/worker.ts'
import type { WaveServer } from './worker.ts'

const DAY_MS = 86_400_000
const WINDOW_MS = 7 * DAY_MS
/** How long setting up may take before the wave begins. */
const LEAD_MS = { full: 110_000, quick: 30_000 } as const
const LIVE_PER_S = 100
const WATCH_MS = 12_000
const IDLE_S = 10

interface Wave {
  /**
   * From the end of the second of the wave until a listing that begins then holds none of them; how
   * long such a listing takes.
   */
  goneMs: number
  listMs: number
  /** From the end of the second until the number of members says so, too. */
  sizeMs: number
  ackP50Ms: number
  ackP99Ms: number
  /** From sending an event until its membership can be read. */
  memberP50Ms: number
  memberP99Ms: number
  /** CPU time of a quiet second before the wave, ms. */
  idleCpuMs: number
}

/**
 * A wave of exits under the system clock, in the service as shipped, while others keep sending and
 * reading.
 */
export async function benchWave({ quick, rounds }: Effort): Promise<Section> {
  const people = quick ? 5_000 : 100_000
  const waves: Wave[] = []
  for (let round = 0; round < rounds; round++) waves.push(await measure(people, quick ? LEAD_MS.quick : LEAD_MS.full))
  const row = (what: string, of: (wave: Wave) => number): string[] => [what, spread(waves.map(of))]
  return {
    title: 'A wave under the system clock',
    about: `${people.toLocaleString('en-US')} people leave a segment within the same second, while ${LIVE_PER_S} others a second are sent in and looked up.`,
    columns: ['what', 'ms'],
    rows: [
      row('after that second: until members has none of them', (wave) => wave.goneMs),
      row('how long that listing took', (wave) => wave.listMs),
      row('after that second: until size has none of them', (wave) => wave.sizeMs),
      row('live events, acknowledged, p50', (wave) => wave.ackP50Ms),
      row('live events, acknowledged, p99', (wave) => wave.ackP99Ms),
      row('live events, until the membership can be read, p50', (wave) => wave.memberP50Ms),
      row('live events, until the membership can be read, p99', (wave) => wave.memberP99Ms),
      row('CPU time of an idle second before the wave', (wave) => wave.idleCpuMs),
    ],
    notes: [
      `${rounds} rounds, one process with everything in it, one partition. Members are checked against the instant of the request as they are listed, so nobody is shown who has left, however far the wave is; a listing then has to pass by everybody who is not written down as gone yet. Live latencies are taken from ${figure(WATCH_MS / 1000)} s around the wave.`,
    ],
  }
}

async function measure(people: number, leadMs: number): Promise<Wave> {
  await using folder = await tempFolder('bench-wave')
  await using worker = await startWorker<WaveServer>(new URL('worker.ts', import.meta.url), [folder.path])
  const { url, secret } = await worker.ask('address')
  const client = openClient(url, secret)
  await client.put('/v1/sources/shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
  await client.put('/v1/segments/leaving', { name: 'Leaving', rule: { event: { name: 'Purchase' }, within: '7d' } })
  await client.put('/v1/segments/live', { name: 'Live', rule: { event: { name: 'AddToCart' }, within: '7d' } })
  const wave = Date.now() + leadMs
  await sendPurchases(client, people, wave - WINDOW_MS)
  await worker.ask('settle')
  const size = await sizeOf(client)
  if (size !== people) throw new Error(`${size} members before the wave instead of ${people}`)
  if (Date.now() > wave - 15_000) throw new Error('setting up took too long: the wave has begun')
  // Not at once: after so much work the garbage collector has some left.
  await sleep(wave - 2_000 - IDLE_S * 1000 - Date.now())
  const before = await worker.ask('cpuUs')
  await sleep(IDLE_S * 1000)
  const idleCpuMs = ((await worker.ask('cpuUs')) - before) / 1000 / IDLE_S
  await sleep(wave - 1_000 - Date.now())
  const [live, gone, counted] = await Promise.all([
    sendLive(client),
    watchMembers(client, wave + 1_000),
    watchSize(client, wave + 1_000),
  ])
  return { ...live, ...gone, sizeMs: counted, idleCpuMs }
}

async function sendPurchases(client: Client, people: number, at: number): Promise<void> {
  const PAGE = 1_000
  for (let from = 0; from < people; from += PAGE) {
    const events = Array.from({ length: Math.min(PAGE, people - from) }, (_, i) => ({
      event: 'Purchase',
      event_id: `order-${from + i}`,
      event_time: (at + ((from + i) % 1000)) / 1000,
      source: 'shop',
      user: { external_id: `leaving-${from + i}` },
    }))
    if ((await client.send(events)) !== events.length) throw new Error('a good event was refused')
  }
}

async function sendLive(client: Client): Promise<Pick<Wave, 'ackP50Ms' | 'ackP99Ms' | 'memberP50Ms' | 'memberP99Ms'>> {
  const acks: number[] = []
  const members: number[] = []
  const until = performance.now() + WATCH_MS
  const one = async (i: number): Promise<void> => {
    const start = performance.now()
    const user = `live-${i}`
    await client.send([
      { event: 'AddToCart', event_id: `cart-${i}`, event_time: Date.now() / 1000, source: 'shop', user: { external_id: user } },
    ])
    acks.push(performance.now() - start)
    // Every tenth is followed to its membership: looking costs more than sending.
    if (i % 10 !== 0) return
    for (;;) {
      const { status, body } = await client.call<{ memberships?: unknown[] }>('GET', `/v1/people/external_id:${user}`)
      if (status === 200 && body.memberships?.length === 1) break
      await sleep(5)
    }
    members.push(performance.now() - start)
  }
  const running: Promise<void>[] = []
  for (let i = 0; performance.now() < until; i++) {
    running.push(one(i))
    await sleep(1000 / LIVE_PER_S)
  }
  await Promise.all(running)
  const at = (sorted: number[], share: number): number => sorted[Math.floor(sorted.length * share)] ?? Number.NaN
  acks.sort((a, b) => a - b)
  members.sort((a, b) => a - b)
  return { ackP50Ms: at(acks, 0.5), ackP99Ms: at(acks, 0.99), memberP50Ms: at(members, 0.5), memberP99Ms: at(members, 0.99) }
}

/** @param from the end of the wave, Unix ms. */
async function watchMembers(client: Client, from: number): Promise<Pick<Wave, 'goneMs' | 'listMs'>> {
  for (;;) {
    await sleep(Math.max(0, from - Date.now()))
    const asked = Date.now()
    const { members } = await client.get<{ members: unknown[] }>('/v1/segments/leaving/members?limit=10')
    if (members.length === 0) return { goneMs: asked - from, listMs: Date.now() - asked }
  }
}

async function watchSize(client: Client, from: number): Promise<number> {
  await sleep(Math.max(0, from - Date.now()))
  while ((await sizeOf(client)) > 0) await sleep(50)
  return Date.now() - from
}

async function sizeOf(client: Client): Promise<number> {
  return (await client.get<{ size: number }>('/v1/segments/leaving/size')).size
}
