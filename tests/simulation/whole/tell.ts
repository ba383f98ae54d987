import { createHash } from 'node:crypto'
import { segmentNumber } from '@weir/contracts'
import { createKey } from '@weir/runtime'
import { seededRandom } from '@weir/testkit'
import type { Random } from '@weir/testkit'
import { CALM, weatherOf } from './faults.ts'
import type { Fault, Weather } from './faults.ts'
import { checkHappened } from './happened.ts'
import { FATE_MS } from './hosts.ts'
import { checkErased, eraserHost, eraseSomebody, openErasure, putErasureKey, withErasures } from './erasures.ts'
import type { EraserHost } from './erasures.ts'
import { createNetwork } from './network.ts'
import { checkEverything, outcomeOf } from './oracle.ts'
import { checkPeople, splitCount, splitSomebody, withPeople } from './people.ts'
import { ingestHost, loaderHost, segmenterHost } from './processes.ts'
import { unrest } from './unrest.ts'
import { createSenders } from './senders.ts'
import type { Senders } from './senders.ts'
import { createStory, SOURCES } from './story.ts'
import type { Chapter, Deed, StoryRules } from './story.ts'
import { createTimeline } from './timeline.ts'
import { createWorld, UNBROKEN } from './world.ts'
import type { Broken, World } from './world.ts'

export interface Told {
  /** What did not hold; empty when all is well. */
  faults: string[]
  counts: ReadonlyMap<Fault, number>
  /** The same for the same seed: of everything that happened, and of what came of it. */
  hash: string
  /** What happened, when it was to be kept. */
  trace: readonly string[]
  events: number
  /** How many persons were split. */
  splits: number
  /** How many erasures were asked for. */
  erasures: number
  simulatedMs: number
}

export interface TellOptions {
  broken?: Partial<Broken>
  /** Keeps the trace. */
  keep?: boolean
  events?: number
  /** Of the segments; mixed, if it does not say. */
  rules?: StoryRules
  /** Whether hits link people, and splits take links back. */
  people?: boolean
  /** Whether people are erased, too; with `people`. */
  erasures?: boolean
  /** Instead of what the seed says. */
  weather?: Partial<Weather>
}

const LONGEST_MS = 1_200_000
const REST_MS = 200_000
const POLL_MS = 50
const LULL_MS = 500
const HOUR_MS = 3_600_000

/** Most stories are short, so that many can be told; every fiftieth is long. */
function eventsOf(seed: number): number {
  return seed % 50 === 0 ? 2_000 : 60 + (seed % 7) * 15
}

/**
 * Tells the story of a seed from its beginning to the end, when everything works again and has come
 * to rest.
 */
export async function tell(seed: number, options: TellOptions = {}): Promise<Told> {
  using timeline = createTimeline()
  const random = seededRandom(seed)
  const network = createNetwork(timeline, random.fork(), options.keep === true)
  const events = options.events ?? eventsOf(seed)
  const faults: string[] = []
  let outcome = ''
  let splits = 0
  let erasures = 0
  const whole = async (): Promise<void> => {
    const world = await createWorld(network, { ...UNBROKEN, ...options.broken })
    network.weather = { ...weatherOf(random.fork()), ...options.weather }
    const { senders, erasers } = await openBusiness(world, random.fork(), options.erasures)
    const ends = letFateLook(world)
    const story = createStory(random.fork(), events, options.rules)
    const withThem = options.people ? withPeople(story, random.fork()) : story
    await play(world, { senders, erasers }, options.erasures ? withErasures(withThem, random.fork()) : withThem)
    ends()
    await heal(world)
    faults.push(...checkHappened(world, senders.history))
    const check = options.people
      ? checkPeople
      : (of: World, { history }: Senders, fellBack: boolean) => checkEverything(of, history, fellBack)
    const fellBack = network.counts.has('rollback')
    faults.push(...(await check(world, senders, fellBack)), ...(await checkErased(world)))
    world.jump(random.pick([1, 26, 300]) * HOUR_MS)
    await rest(world)
    faults.push(...(await check(world, senders, fellBack)), ...(await checkErased(world)))
    if (options.people) splits = await splitCount(world)
    erasures = world.config.erasures().size
    outcome = createHash('sha256')
      .update(await outcomeOf(world))
      .digest('hex')
      .slice(0, 16)
  }
  try {
    await timeline.run(whole(), LONGEST_MS)
  } catch (error) {
    faults.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
  const { lines, hash } = network.trace()
  return {
    faults,
    counts: network.counts,
    hash: `${hash} ${outcome}`,
    trace: lines,
    events,
    splits,
    erasures,
    simulatedMs: timeline.now(),
  }
}

interface Business {
  senders: Senders
  erasers: readonly EraserHost[]
}

/** Sources, a key, and two of each process: their clocks differ a little. */
async function openBusiness(world: World, random: Random, erases = false): Promise<Business> {
  for (const [code, consent_basis] of Object.entries(SOURCES))
    await world.config.put(`source:${code}`, { name: code, kind: 'pixel', consent_basis })
  const { secret, stored } = createKey('senders', ['ingest'], 0)
  await world.config.put(`key:${stored.id}`, stored)
  const skewMs = (): number => random.pick([0, 0, 30, 700])
  const ingests = ['ingest-a', 'ingest-b'].map((name) => ingestHost(world, name, skewMs()))
  for (const name of ['segmenter-a', 'segmenter-b']) segmenterHost(world, name, skewMs())
  for (const name of ['loader-a', 'loader-b']) loaderHost(world, name, erases)
  if (erases) await putErasureKey(world, random.fork())
  const erasers = erases ? ['reporting-a', 'reporting-b'].map((name) => eraserHost(world, name, random.fork())) : []
  return { senders: createSenders(world.network, () => world.wall(), ingests, secret), erasers }
}

async function play(world: World, { senders, erasers }: Business, chapters: readonly Chapter[]): Promise<void> {
  const { timeline } = world.network
  const versions = new Map<string, number>()
  const act = async (deed: Deed): Promise<void> => {
    await timeline.sleep(deed.afterMs)
    if (deed.do === 'send') return senders.send(deed.events)
    if (deed.do === 'erase') return eraseSomebody(world, erasers, seededRandom(deed.seed))
    if (deed.do === 'split') return splitSomebody(world, seededRandom(deed.seed), `split-${deed.seed}`)
    const { id } = deed
    if (deed.do === 'drop') return world.config.put(`segment:${id}`, undefined)
    const version = (versions.get(id) ?? 0) + 1
    versions.set(id, version)
    const updated_at = Math.floor(world.wall())
    return world.config.put(`segment:${id}`, { ...deed.input, id, number: segmentNumber(id), version, updated_at })
  }
  for (const { deeds, lastsMs, jumpMs } of chapters) {
    await Promise.all([timeline.sleep(lastsMs), ...deeds.map(act)])
    // A jump stands for hours in which nothing happens: nothing stays on its way for so long.
    await timeline.sleep(LULL_MS)
    for (const host of world.hosts.all) await timeline.sleep(host.life().frozenUntil() - timeline.now())
    await world.network.calm()
    world.network.note(`the clocks jump by ${jumpMs} ms`)
    world.jump(jumpMs)
  }
}

/** Everything that happens by itself. @returns ends it. */
function letFateLook(world: World): () => void {
  const { network, hosts, log, redis } = world
  const { timeline, random } = network
  let over = false
  const look = (): void => {
    if (over) return
    hosts.harm()
    const { rebalance, rollback } = network.weather
    if (random.chance((rebalance * FATE_MS) / 1000)) {
      network.count('rebalance')
      log.groups.shuffle()
    }
    if (rollback > 0 && random.chance(0.1)) redis.snapshot()
    if (random.chance((rollback * FATE_MS) / 1000) && redis.rollback()) {
      network.count('rollback')
      network.note('the state falls back')
    }
    timeline.after(FATE_MS, look)
  }
  look()
  return () => (over = true)
}

/** From now on nothing fails, and what failed comes back. */
async function heal(world: World): Promise<void> {
  world.network.weather = CALM
  world.network.note('everything works again')
  for (const host of world.hosts.all) host.thaw()
  await rest(world)
}

async function rest(world: World): Promise<void> {
  const { timeline } = world.network
  const until = timeline.now() + REST_MS
  for (;;) {
    const left = (await unrest(world)) ?? openErasure(world)
    if (left === undefined) return
    if (timeline.now() > until) throw new Error(`no rest within ${REST_MS} ms: ${left}`)
    await timeline.sleep(POLL_MS)
  }
}
