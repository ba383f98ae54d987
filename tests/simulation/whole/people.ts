import { decodeStored, identifierDigest, partitionOf, TOPICS } from '@weir/contracts'
import type { FactRow, Hit, Identifier } from '@weir/contracts'
import { decodeLinks } from '@weir/identity'
import { createErased } from '@weir/runtime'
import { decodePerson, isMemberAt } from '@weir/segmentation'
import type { Random } from '@weir/testkit'
import { identitiesOf } from '../../support/identities.ts'
import type { Identities } from '../../support/identities.ts'
import { countIn, membersIn } from '../../support/members.ts'
import { createReference } from '../../support/reference.ts'
import { receiptsOf, splitEntry } from '../../support/splits.ts'
import { erasureOf } from './erasures.ts'
import type { Chapter } from './story.ts'
import { standingOf } from './unrest.ts'
import type { Inserted } from './warehouse.ts'
import { PARTITIONS } from './world.ts'
import type { World } from './world.ts'

/** Stories in which hits link people, and operators take links back. */

const TYPES = ['email', 'phone', 'ttp'] as const

/** Has people send cookies, addresses and numbers, some together, and operators ask for splits. */
export function withPeople(chapters: readonly Chapter[], random: Random): Chapter[] {
  const values = random.pick([3, 6, 12])
  const userOf = (): Record<string, string> => {
    const ids = Array.from({ length: random.pick([1, 1, 2]) }, () => [random.pick(TYPES), random.int(values)] as const)
    return Object.fromEntries(ids.map(([type, n]) => [type, valueOf(type, n)]))
  }
  return chapters.map((chapter) => {
    const deeds = chapter.deeds.map((deed) =>
      deed.do === 'send' ? { ...deed, events: deed.events.map((event) => ({ ...event, user: userOf() })) } : deed,
    )
    const splits = Array.from({ length: random.int(3) }, () => ({
      do: 'split' as const,
      afterMs: random.next() * chapter.lastsMs,
      seed: random.int(1_000_000),
    }))
    return { ...chapter, deeds: [...deeds, ...splits] }
  })
}

function valueOf(type: (typeof TYPES)[number], n: number): string {
  if (type === 'email') return `p${n}@example.com`
  return type === 'phone' ? `+4477009001${10 + n}` : `cookie-${n}`
}

/** Somebody is split, as they are at this moment. */
export async function splitSomebody(world: World, random: Random, name: string): Promise<void> {
  const hits = await hitsOf(world)
  const known = hits.flatMap(({ ids }) => ids)
  if (known.length === 0) return
  const person = await peopleOf(world).ownerOf(random.pick(known))
  const leave = person?.identifiers.filter(() => random.chance(0.5)) ?? []
  if (!person || leave.length === 0) return
  const entry = splitEntry(person.id, leave, name, PARTITIONS)
  await world.log.core.append(TOPICS.events, [entry])
  world.log.groups.changed(TOPICS.events, entry.partition)
}

/**
 * What must be true of people at rest: each event counts once, for one who lives; whoever was split
 * is apart; nobody waits; and everybody is a member of what the oracle says of their events.
 */
export async function checkPeople(world: World): Promise<string[]> {
  const identities = peopleOf(world)
  const faults: string[] = []
  const history = await identities.events()
  const counted = [...history].flatMap(([person, events]) => events.map(({ eid }) => [eid, person] as const))
  const byEid = new Map(counted)
  if (byEid.size !== counted.length) faults.push(`${counted.length} events are counted of ${byEid.size}`)
  const { isKept, isOvertaken } = await erasureOf(world)
  const expected = createReference(await hitsOf(world)).events.filter((event) => event.person !== '' && isKept(event))
  for (const { eid } of expected) if (!byEid.has(eid)) faults.push(`nobody has ${eid}`)
  faults.push(...(await checkApart(world, identities)), ...(await checkWaiting(world, history.keys(), identities)))
  const times = await clocksOf(world, history.keys(), identities)
  const segments = world.config.segments()
  for (const segment of segments) {
    const members = [...history].flatMap(([person, events]) =>
      !isOvertaken(person) && isMemberAt(segment, events, times.get(person)!, segments) ? [person] : [],
    )
    const all = (await membersIn(world.redis.fold, segment.id)).map(({ id }) => id)
    const found = all.filter((id) => !isOvertaken(id))
    if (members.toSorted().join() !== found.toSorted().join())
      faults.push(`${segment.id}: ${found.join()} instead of ${members.join()}; ${JSON.stringify(segment)}`)
    const count = await countIn(world.redis.fold, segment.id)
    if (count !== all.length) faults.push(`${segment.id} counts ${count} instead of ${all.length}`)
  }
  return faults
}

/**
 * The log time that each person has come to. Who absorbed somebody of a partition whose time is
 * ahead is as far as that: their own partition follows when something happens or falls due there.
 */
async function clocksOf(world: World, people: Iterable<string>, identities: Identities): Promise<Map<string, number>> {
  const times = await Promise.all(Array.from({ length: PARTITIONS }, async (_, p) => (await standingOf(world, p)).now))
  const clocks = new Map<string, number>()
  for (const id of people) {
    const living = await identities.living(id)
    const isAhead = living !== undefined && living.absorbed.length > 0
    clocks.set(id, Math.max(times[partitionOf(id, PARTITIONS)]!, isAhead ? living.asOf : 0))
  }
  return clocks
}

/** How many splits were carried out. */
export async function splitCount(world: World): Promise<number> {
  const receipts = await receiptsOf({ records: (topic) => world.log.all(topic) })
  return [...receipts.values()].filter(({ outcome }) => outcome === 'split').length
}

async function checkApart(world: World, identities: Identities): Promise<string[]> {
  const receipts = await receiptsOf({ records: (topic) => world.log.all(topic) })
  const faults: string[] = []
  const isErased = (id: string): boolean => createErased(world.config).until(id) > -Infinity
  for (const { split, outcome, left } of receipts.values()) {
    if (outcome !== 'split') continue
    const person = await identities.living(left!.person)
    const fence = decodeLinks(person?.linking).fences.find((one) => one.split === split)
    if (!person || !fence) {
      if (!(await chainOf(world, left!.person)).some(isErased)) faults.push(`${split} has left nobody`)
      continue
    }
    // Who comes after the other side was erased is somebody new, and may be found to be this one.
    if ((await chainOf(world, fence.other)).some(isErased)) continue
    const ids = (await hitsOf(world)).flatMap((hit) => hit.ids)
    const ownersOf = async (side: readonly string[]): Promise<(string | undefined)[]> =>
      Promise.all(ids.filter((id) => side.includes(identifierDigest(id))).map(async (id) => (await identities.ownerOf(id))?.id))
    const theirs = new Set(await ownersOf(fence.theirs))
    for (const owner of await ownersOf(fence.mine))
      if (owner !== undefined && theirs.has(owner)) faults.push(`${split}: ${owner} has both sides`)
  }
  return faults
}

/** The person of an id, and all whom they went on to. */
async function chainOf({ redis }: Pick<World, 'redis'>, id: string): Promise<string[]> {
  const [blob] = await redis.fold.view(partitionOf(id, PARTITIONS)).load([id])
  const into = blob && decodePerson(blob).movedTo
  return into ? [id, ...(await chainOf({ redis }, into))] : [id]
}

async function checkWaiting(world: World, people: Iterable<string>, identities: Identities): Promise<string[]> {
  const faults: string[] = []
  for (const id of people) {
    const { isInviting, deferred } = decodeLinks((await identities.living(id))?.linking)
    if (isInviting || deferred.length > 0) faults.push(`${id} waits`)
  }
  for (let p = 0; p < PARTITIONS; p++) {
    const meta = await world.redis.fold.view(p).meta()
    const { inviting = 0 } = meta ? decodeStored(meta, 'meta', isWaiting) : {}
    if (inviting !== 0) faults.push(`partition ${p} has ${inviting} invitations under way`)
  }
  return faults
}

function isWaiting(value: unknown): value is { inviting?: number } {
  return typeof value === 'object'
}

/**
 * The warehouse has each row that was told, whoever inserted it. What a loader that froze has
 * inserted of the erased when it woke is nobody's, also where somebody new has their id.
 */
function peopleOf(world: World): Identities {
  const erased = createErased(world.config)
  const isLeft = ({ line, isStray }: Inserted): boolean => {
    const { person, part, off } = JSON.parse(line) as FactRow
    return isStray && erased.covers(person, part, off)
  }
  const rows = world.warehouse.tables.get('facts')!.filter((row) => !isLeft(row))
  const facts = new Map(rows.map(({ identity, line }) => [identity, line]))
  return identitiesOf(
    {
      records: (topic) => world.log.all(topic),
      facts: async () => [...facts.values()].map((line) => JSON.parse(line) as FactRow),
      stores: { foldState: world.redis.fold },
    },
    PARTITIONS,
  )
}

async function hitsOf(world: World): Promise<(Hit & { ids: Identifier[] })[]> {
  const records = await world.log.all(TOPICS.hits)
  return records.map(({ value }) => JSON.parse(Buffer.from(value).toString()) as Hit)
}
