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
import { entriesIn } from '../../../services/activation/src/workspace.ts'
import { createWorld, LISTED_NUMBER, SEGMENT, SEGMENT_NUMBER } from './world.ts'
import type { World } from './world.ts'

/** A planted fault, which the checks have to notice. */
export type Sabotage = 'stale-consent' | 'nobody-shares' | 'forgotten-timers' | 'unmarked' | 'however-few'

/** What became of a story. */
export interface Told {
  /** What is wrong at the end, and what went wrong on the way. */
  faults: string[]
  kills: number
  requests: number
  troubles: number
}

const PARTITIONS = 2
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
export async function tell(seed: number, sabotage?: Sabotage): Promise<Told> {
  const random = seededRandom(seed)
  let clock = START
  const now = (): number => clock
  const log = createMemoryLog({ partitions: PARTITIONS })
  const state = createMemoryState({ partitions: PARTITIONS })
  const world = createWorld(log, random.fork(), now, PARTITIONS)
  const rate = { perSecond: 10, now }
  const platform = createTiktokAudiences({ advertisers: ['7'], token: TOKEN, rowsMax: 5, rate })
  const control = createControl()
  const told: Told = { faults: [], kills: 0, requests: 0, troubles: 0 }
  let isStormy = true
  const fates = random.fork()
  platform.fate = () => {
    if (!isStormy || !fates.chance(0.2)) return undefined
    told.troubles++
    return fates.pick(TROUBLES)
  }
  platform.onMapping = ({ action, ids, rows }) => {
    if (rows > 5) told.faults.push(`a request of ${rows} rows`)
    const allowed = platformNames(world.allowed())
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
    clock += 200_000
  }
  told.requests = platform.requests
  told.faults.push(...(await wrongAtTheEnd(world, platform, sessions, state.view.bind(state))))
  return told
}

async function wrongAtTheEnd(
  world: World,
  platform: TiktokAudiences,
  sessions: readonly Session[],
  view: (partition: number) => Pick<Lease, 'load'>,
): Promise<string[]> {
  const faults = platform.refused.map((reason) => `the platform refused: ${reason}`)
  const expected = world.expected()
  // One whose making the platform took twice is there twice; nobody may be in the other.
  const audiences = [...platform.audiences.values()].filter(({ ids }) => ids.size > 0)
  if (audiences.length > 1) faults.push(`there are ${audiences.length} audiences with people`)
  const has = audiences[0]?.ids ?? new Set<string>()
  const named = platformNames(expected)
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

/** The platform has another name for Android's device ids. */
function platformNames(ids: ReadonlySet<string>): Set<string> {
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
    return answer
  }
  const destinations = liveDestinations(control, (spec) =>
    openTarget(spec, {
      config: control,
      http,
      tiktokUrl: 'http://tiktok.example',
      allowPrivateHooks: false,
      now,
      mayMake: () => true,
      variable: () => TOKEN,
    }),
  )
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
    people,
    sizes,
    now,
    pause,
    isClosing: () => false,
    onRequest: () => undefined,
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
function createControl() {
  let made: { created_at: number; audiences: Record<string, string> } | undefined
  const destination: StoredDestination = {
    id: 'tiktok',
    kind: 'tiktok_streaming',
    name: 'Buyers',
    segment: SEGMENT,
    paused: false,
    advertiser_ids: ['7'],
    id_types: ['EMAIL_SHA256', 'GAID_MD5'],
    token: { env: 'TIKTOK_TEST' },
    rows_max: 5,
    requests_per_second: 8,
    created_at: START,
  }
  return {
    destinations: () => [destination],
    version: () => 1,
    segment: () => ({ number: SEGMENT_NUMBER }) as never,
    suppression: () => ({ ...NO_SUPPRESSION, segments: new Set([LISTED_NUMBER]) }),
    destinationAudiences: () => made,
    // oxlint-disable-next-line no-unsafe-type-assertion -- only audiences are put here
    put: async (_: string, value: unknown) => void (made = value as typeof made),
  }
}
