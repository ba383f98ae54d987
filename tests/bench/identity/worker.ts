import { createHash } from 'node:crypto'
import { TOPICS } from '@weir/contracts'
import type { Hit, Identifier, IdType } from '@weir/contracts'
import type { EventLog } from '@weir/eventlog'
import { seededRandom, tempFolder } from '@weir/testkit'
import type { Random } from '@weir/testkit'
import { preparePipeline } from '../parts/pipeline.ts'
import { timed } from '../parts/usage.ts'
import { answerParent } from '../parts/worker.ts'
import { drawPerson, eventName, hitOf, HUNDRED, segmentsOf } from '../traffic.ts'

/** How many identifiers a hit has, and whether some of the hits show that two persons are one. */
export type Variant = 'one' | 'three' | 'merging'

export interface Run {
  /** Hits that are measured. */
  hits: number
  /** People who are known by then; each has been met under all three identifiers. */
  people: number
  partitions: number
}

export interface Measured {
  seconds: number
  cpuUs: number
  /** Records of `weir.events` that the measured hits led to. */
  records: number
}

export type IdentityWorker = {
  measure(variant: Variant, run: Run): Promise<Measured>
}

const START = Date.UTC(2026, 0, 1)
const SPAN_MS = 30 * 86_400_000
/** So many of the hits unite two persons; as many more come from a browser that nobody knows. */
const MERGING = 0.05

const handlers: IdentityWorker = {
  async measure(variant, { hits, people, partitions }) {
    await using folder = await tempFolder('bench-identity')
    const pipeline = await preparePipeline({
      stores: 'memory',
      folder: folder.path,
      clock: 'event',
      now: START,
      segments: segmentsOf(HUNDRED),
      hits: known(variant, people),
      partitions,
    })
    const segmenter = pipeline.start()
    await segmenter.drained()
    const before = await recordsIn(pipeline.log)
    await pipeline.append(traffic(variant, hits, people))
    const result = await timed(() => segmenter.drained())
    const records = (await recordsIn(pipeline.log)) - before
    await segmenter.close()
    await pipeline.close()
    return { ...result, records }
  },
}

async function recordsIn(log: EventLog): Promise<number> {
  let records = 0
  for (let partition = 0; partition < log.partitions(TOPICS.events); partition++)
    records += await log.end(TOPICS.events, partition)
  return records
}

function* known(variant: Variant, people: number): Generator<Hit> {
  const random = seededRandom(8)
  for (let i = 0; i < people; i++) yield hit(variant, random, somebody(i), `known-${i}`, START - SPAN_MS)
}

/**
 * The same events for every variant but for their identifiers. Where there are merges, a new
 * browser is met by itself, and a while later with the e-mail address of somebody known.
 */
function* traffic(variant: Variant, hits: number, people: number): Generator<Hit> {
  const random = seededRandom(7)
  const browsers: { ids: Identifier[]; person: number }[] = []
  for (let i = 0; i < hits; i++) {
    const at = START + Math.floor((SPAN_MS * i) / hits)
    const draw = random.next()
    const person = drawPerson(random, people)
    let ids = somebody(person)
    if (draw < MERGING) {
      const browser = { ids: browserOf(i), person }
      browsers.push(browser)
      if (variant === 'merging') ids = browser.ids
    } else if (draw < 2 * MERGING && browsers.length > 0) {
      const browser = browsers.shift()!
      ids = somebody(browser.person)
      if (variant === 'merging') ids = [ids[0]!, ...browser.ids.slice(0, 2)]
    }
    yield hit(variant, random, ids, `event-${i}`, at)
  }
}

function hit(variant: Variant, random: Random, ids: Identifier[], eventId: string, at: number): Hit {
  return hitOf(eventName(random.int(HUNDRED.names)), variant === 'one' ? ids.slice(0, 1) : ids, eventId, at)
}

function somebody(i: number): Identifier[] {
  return [named('email', `customer-${i}`), named('phone', `customer-${i}`), named('ttp', `customer-${i}`)]
}

function browserOf(i: number): Identifier[] {
  return [named('ttp', `browser-${i}`), named('ttclid', `browser-${i}`), named('anonymous_id', `browser-${i}`)]
}

function named(type: IdType, value: string): Identifier {
  return { type, value: createHash('sha256').update(`${type} ${value}`).digest('hex') }
}

answerParent(handlers)
