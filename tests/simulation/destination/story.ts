import type { StoredDestination } from '@weir/contracts'
import { NO_SUPPRESSION, TOPICS } from '@weir/contracts'
import { decodeHeldPerson, heldKey } from '@weir/destinations'
import { createMemoryLog } from '@weir/eventlog/memory'
import type { Http } from '@weir/activation'
import { createMemoryState } from '@weir/state/memory'
import type { Lease } from '@weir/state'
import { createTiktokAudiences, seededRandom } from '@weir/testkit'
import type { AudienceTrouble, Random, TiktokAudiences } from '@weir/testkit'
import { liveDestinations } from '../../../services/activation/src/destinations.ts'
import { openTarget } from '../../../services/activation/src/open-target.ts'
import { openSession } from '../../../services/activation/src/session.ts'
import type { Session } from '../../../services/activation/src/session.ts'
import { segmentSizes } from '../../../services/activation/src/sizes.ts'
import { entriesIn, everybodyIn } from '../../../services/activation/src/workspace.ts'
import { createWorld, LISTED_NUMBER, SEGMENT, SEGMENT_NUMBER } from './world.ts'
import type { World } from './world.ts'

/** A planted fault, which the checks have to notice. */
export type Sabotage =
  | 'stale-consent'
  | 'nobody-shares'
  | 'forgotten-timers'
  | 'unmarked'
  | 'however-few'
  | 'marks-undone'
  | 'refusals-believed'

/** What became of a story. */
export interface Told {
  /** What is wrong at the end, and what went wrong on the way. */
  faults: string[]
  kills: number
  requests: number
  troubles: number
}

/** The kinds of destinations that stories are about. */
export type Kind = 'tiktok_streaming' | 'tiktok_file'

const PARTITIONS = 2
/** The fewest users that an audience of files may have in these small worlds. */
const FLOOR = 9
/** Rounds of rest for which an audience of files that has too few people is waited for. */
const REST_ROUNDS = 40
const START = Date.UTC(2024, 4, 1)
const STEPS = 120
const TOKEN = 'a-token-of-the-test'
const DEAD = new Error('the process is dead')

const TROUBLES: readonly AudienceTrouble[] = [
  { answer: { code: 40100 } },
  { answer: { code: 40105 } },
  { answer: { status: 500 } },
  { answer: { status: 429 } },
  { answer: { code: 51000 } },
  { answer: 'cut' },
  { answer: 'nonsense' },
  { applied: 'twice' },
  { applied: 'all', answer: 'cut' },
  { applied: 'all', answer: { status: 502 } },
  { applied: 'all', answer: 'nonsense' },
  { applied: 'part', answer: { status: 502 } },
  { applied: 'part', answer: 'cut' },
  { applied: 'twice', answer: 'cut' },
]

/**
 * A world changes, its people are sent to a platform that fails one time in five, and the process
 * that sends them dies at any point and begins again. At the end all is quiet.
 */
export async function tell(seed: number, sabotage?: Sabotage, kind: Kind = kindOf(seed)): Promise<Told> {
  const random = seededRandom(seed)
  let clock = START
  const now = (): number => clock
  const log = createMemoryLog({ partitions: PARTITIONS })
  const state = createMemoryState({ partitions: PARTITIONS })
  const world = createWorld(log, random.fork(), now, PARTITIONS)
  const rate = { perSecond: 10, now }
  const platform = createTiktokAudiences({ advertisers: ['7'], token: TOKEN, rowsMax: 5, floor: FLOOR, rate })
  const control = createControl(kind)
  const told: Told = { faults: [], kills: 0, requests: 0, troubles: 0 }
  let isStormy = true
  const fates = random.fork()
  platform.fate = () => {
    if (!isStormy || !fates.chance(0.2)) return undefined
    told.troubles++
    return fates.pick(TROUBLES)
  }
  platform.onMapping = ({ action, ids, rows }) => {
    if (kind === 'tiktok_streaming' && rows > 5) told.faults.push(`a request of ${rows} rows`)
    const allowed = platformNames(world.allowed(), kind)
    if (action === 'add' && ids.some((id) => !allowed.has(id))) told.faults.push('somebody was added who may not be')
  }

  /** Things happen while a process waits, too. */
  const meanwhile = async (chance: number): Promise<void> => {
    if (isStormy && random.chance(chance)) await world.happen()
  }
  const start = async (): Promise<Session[]> => {
    const life = createLife(isStormy ? random.fork() : undefined)
    const deps = { control, platform, life, world, sabotage, now, meanwhile, pass: (ms: number) => (clock += ms) }
    const sessions: Session[] = []
    for (let partition = 0; partition < PARTITIONS; partition++) sessions.push(await openPartition(deps, state, log, partition))
    return sessions
  }
  const turn = async (sessions: Session[]): Promise<boolean> => {
    let isBusy = false
    for (const [partition, session] of sessions.entries()) {
      const records = await log.read(TOPICS.memberships, partition, session.position() + 1, { records: 7, bytes: 1e6 })
      if (records.length > 0) await session.take(records)
      isBusy = (await session.turn()) || records.length > 0 || isBusy
    }
    return isBusy
  }

  let sessions: Session[] | undefined
  for (let step = 0; step < STEPS; step++) {
    for (let n = random.int(4); n > 0; n--) await world.happen()
    clock += random.int(3_000)
    try {
      sessions ??= await start()
      await turn(sessions)
    } catch (error) {
      if (error !== DEAD) throw error
      told.kills++
      sessions = undefined
    }
  }
  isStormy = false
  sessions = await start()
  // Longer than the longest pause after failures.
  for (let quiet = 0, rounds = 0; quiet < 3; rounds++) {
    if (rounds > 500) return { ...told, faults: [...told.faults, 'it never came to rest'] }
    quiet = (await turn(sessions)) ? 0 : quiet + 1
    // People who wait for enough others are looked at again and again.
    if (kind === 'tiktok_file' && rounds > REST_ROUNDS) break
    clock += 200_000
  }
  told.requests = platform.requests
  told.faults.push(...(await wrongAtTheEnd(world, platform, sessions, { kind, view: state.view.bind(state) })))
  return told
}

async function wrongAtTheEnd(
  world: World,
  platform: TiktokAudiences,
  sessions: readonly Session[],
  { kind, view }: { kind: Kind; view: (partition: number) => Pick<Lease, 'load'> },
): Promise<string[]> {
  const isFloor = (reason: string): boolean => kind === 'tiktok_file' && /fewer than/.test(reason)
  const refused = platform.refused.filter((reason) => !isFloor(reason))
  const faults = refused.map((reason) => `the platform refused: ${reason}`)
  const expected = mayHave(world.expected(), kind)
  // One whose making the platform took twice is there twice; nobody may be in the other.
  const audiences = [...platform.audiences.values()].filter(({ ids }) => ids.size > 0)
  if (audiences.length > 1) faults.push(`there are ${audiences.length} audiences with people`)
  const has = audiences[0]?.ids ?? new Set<string>()
  const named = platformNames(expected, kind)
  const missing = [...named].filter((id) => !has.has(id)).length
  const left = [...has].filter((id) => !named.has(id)).length
  if (missing + left > 0) faults.push(`the platform lacks ${missing} identifiers and has ${left} too many`)
  const receipts = new Set<string>()
  let held = 0
  for (const [partition, session] of sessions.entries()) {
    for (const [key, standing] of Object.entries(session.standing().destinations)) {
      if (standing.open + standing.dead > 0) faults.push(`${standing.open} retractions are open, ${standing.dead} given up`)
      held += standing.held
      const people = await world.people.members(SEGMENT, partition, 0, 1_000)
      for (let next: number | undefined = 0, page = people; next !== undefined;) {
        const blobs = await view(partition).load(page.people.map((person) => heldKey(key, person)))
        for (const blob of blobs)
          for (const [name, item] of Object.entries(blob ? decodeHeldPerson(blob).items : {}))
            if (item.state === 'held' && item.request !== '') receipts.add(name)
        next = page.next
        if (next !== undefined) page = await world.people.members(SEGMENT, partition, next, 1_000)
      }
    }
  }
  const unproved = [...expected].filter((id) => !receipts.has(id)).length
  if (unproved > 0) faults.push(`${unproved} identifiers have no receipt`)
  if (expected.size > 0 && held === 0) faults.push('nobody is counted')
  return faults
}

/** An audience of files has one type, and enough people or none. */
function mayHave(ids: ReadonlySet<string>, kind: Kind): ReadonlySet<string> {
  if (kind === 'tiktok_streaming') return ids
  const own = [...ids].filter((id) => id.startsWith('EMAIL_SHA256:'))
  return new Set(own.length < FLOOR ? [] : own)
}

/** A third of the stories is about audiences of files. */
function kindOf(seed: number): Kind {
  return seed % 3 === 0 ? 'tiktok_file' : 'tiktok_streaming'
}

/** The platform has another name for Android's device ids. */
function platformNames(ids: ReadonlySet<string>, kind: Kind): Set<string> {
  if (kind === 'tiktok_file') return new Set(ids)
  return new Set([...ids].map((id) => id.replace(/^GAID/, 'AAID')))
}

interface PartitionDeps {
  control: ReturnType<typeof createControl>
  platform: TiktokAudiences
  life: Life
  world: World
  sabotage: Sabotage | undefined
  now: () => number
  meanwhile: (chance: number) => Promise<void>
  pass: (ms: number) => void
}

async function openPartition(
  { control, platform, life, world, sabotage, now, meanwhile, pass }: PartitionDeps,
  state: ReturnType<typeof createMemoryState>,
  log: ReturnType<typeof createMemoryLog>,
  partition: number,
): Promise<Session> {
  const lease = await state.acquire(partition)
  const http: Http = async ({ method, url, headers, body = '' }) => {
    life.mustLive()
    const { pathname, search } = new URL(url)
    const answer = await platform.handle({
      method,
      path: pathname + search,
      token: headers['access-token'],
      contentType: headers['content-type'] ?? '',
      body: new Uint8Array(Buffer.from(body)),
    })
    life.mustLive()
    if (answer === 'cut') throw new Error('the connection was cut')
    if (sabotage === 'refusals-believed' && /fewer than/.test(answer.text))
      return { status: 200, text: '{"code":0,"request_id":"r"}' }
    return answer
  }
  const destinations = liveDestinations(control, (spec) => {
    const target = openTarget(spec, {
      config: control,
      http,
      tiktokUrl: 'http://tiktok.example',
      allowPrivateHooks: false,
      now,
      mayMake: () => true,
      variable: () => TOKEN,
      fileFloor: FLOOR,
    })
    return sabotage === 'marks-undone' ? { ...target, marksStay: false } : target
  })
  const mortal: Lease = {
    ...lease,
    async commit(commit) {
      life.mustLive()
      const forgets = sabotage === 'forgotten-timers' && life.chance(0.3)
      const unmarked =
        sabotage === 'unmarked' &&
        (commit.puts ?? []).some(({ value }) => /"(adding|removing)"/.test(Buffer.from(value).toString()))
      const number = unmarked ? 0 : await lease.commit(forgets ? { ...commit, timers: [] } : commit)
      await meanwhile(0.2)
      life.mustLive()
      return number
    },
  }
  const looked = new Map<string, Awaited<ReturnType<World['people']['look']>>>()
  const people: World['people'] = {
    ...world.people,
    isTooSmall: async (segment) => sabotage !== 'however-few' && (await world.people.isTooSmall(segment)),
    async look(segment, types, asked) {
      life.mustLive()
      const key = JSON.stringify(asked.map(({ person }) => person))
      const found = (sabotage === 'stale-consent' && looked.get(key)) || (await world.people.look(segment, types, asked))
      looked.set(key, found)
      if (sabotage !== 'nobody-shares') return found
      return new Map([...found].map(([person, { given }]) => [person, { given, kept: new Map<string, string[]>() }]))
    },
  }
  const pause = async (ms: number): Promise<void> => {
    await meanwhile(0.5)
    pass(ms)
    life.mustLive()
  }
  const entries = (destination: string, who: readonly string[]) => entriesIn(state, destination, who)
  const sizes = segmentSizes(people, now)
  const deps = {
    config: control,
    destinations,
    entries,
    everybody: (destination: string) => everybodyIn(state, destination),
    people,
    sizes,
    now,
    pause,
    isClosing: () => false,
    onRequest: () => undefined,
    onTended: () => undefined,
  }
  return openSession(deps, mortal, { id: 'log', end: await log.end(TOPICS.memberships, partition) })
}

interface Life {
  /** @throws DEAD from some moment on. */
  mustLive(): void
  chance(probability: number): boolean
}

/** @param random decides when it ends; without it it never does. */
function createLife(random: Random | undefined): Life {
  let left = random ? 5 + random.int(250) : Infinity
  return {
    mustLive() {
      if (left-- <= 0) throw DEAD
    },
    chance: (probability) => random?.chance(probability) ?? false,
  }
}

/** The control plane, with one destination. */
function createControl(kind: Kind) {
  let made: { created_at: number; audiences: Record<string, string> } | undefined
  const common = {
    id: 'tiktok',
    name: 'Buyers',
    segment: SEGMENT,
    paused: false,
    token: { env: 'TIKTOK_TEST' },
    rows_max: 5,
    requests_per_second: 8,
    created_at: START,
  }
  const destination: StoredDestination =
    kind === 'tiktok_file'
      ? { ...common, kind, advertiser_id: '7', id_type: 'EMAIL_SHA256' }
      : { ...common, kind, advertiser_ids: ['7'], id_types: ['EMAIL_SHA256', 'GAID_MD5'] }
  return {
    destinations: () => [destination],
    version: () => 1,
    segment: () => ({ number: SEGMENT_NUMBER }) as never,
    suppression: () => ({ ...NO_SUPPRESSION, segments: new Set([LISTED_NUMBER]) }),
    refresh: async () => undefined,
    destinationAudiences: () => made,
    // oxlint-disable-next-line no-unsafe-type-assertion -- only audiences are put here
    put: async (_: string, value: unknown) => void (made = value as typeof made),
  }
}
