import { foldStatus, WITHDRAWAL } from '@weir/contracts'
import type { Hit, PersonEvent, SegmentDefinition } from '@weir/contracts'
import { isMemberAt } from '@weir/segmentation'
import type { StateStore } from '@weir/state'
import { componentsOf, identitiesOf } from './identities.ts'
import type { Identities, IdentitySource } from './identities.ts'
import { membersIn } from './members.ts'

/** A fold at rest, and what it should have made one of. */
export interface FoldAtRest {
  source: IdentitySource
  fold: StateStore
  /** Every event once, all of them with identifiers of which none keeps people apart. */
  hits: readonly Hit[]
  segments: readonly SegmentDefinition[]
  /** The log time of every partition, Unix ms. */
  at: number
}

export interface FoundPeople {
  /** Every breach of a promise, as a line of text. */
  faults: string[]
  people: number
  /** How many persons were found to be another one. */
  merges: number
  /** Of each segment. */
  members: number[]
}

/**
 * Looks whether people are what the hits say: each component of hits that share identifiers is one
 * person, every event counts once, every identifier is somebody's who knows it, nothing is under
 * way, and members are those whom the united history makes one.
 */
export async function lookAtPeople({ source, fold, hits, segments, at }: FoldAtRest): Promise<FoundPeople> {
  const identities = identitiesOf(source, fold.partitions)
  const events = await identities.events()
  const faults = [...componentFaults(hits, events), ...(await restFaults({ source, fold, hits }, identities))]
  const members = await lookAtMembers({ fold, segments, at }, events)
  faults.push(...members.faults)
  let merges = 0
  for (const id of events.keys()) merges += (await identities.living(id))?.absorbed.length ?? 0
  return { faults, people: events.size, merges, members: members.sizes }
}

/** What must be true of people at rest, whoever they are. */
export async function restFaults(
  { source, fold, hits }: Pick<FoldAtRest, 'source' | 'fold' | 'hits'>,
  identities: Identities,
): Promise<string[]> {
  return [...(await doubles(source)), ...(await orphans(hits, identities)), ...(await unrest(fold))]
}

/** Compares members with those whom the events of the living make members. */
export async function lookAtMembers(
  { fold, segments, at }: Pick<FoldAtRest, 'fold' | 'segments' | 'at'>,
  events: ReadonlyMap<string, readonly PersonEvent[]>,
): Promise<{ faults: string[]; sizes: number[] }> {
  const faults: string[] = []
  const sizes: number[] = []
  for (const segment of segments) {
    const expected = [...events].filter(([, history]) => isMemberAt(segment, history, at, segments)).map(([id]) => id)
    const found = (await membersIn(fold, segment.id)).map(({ id }) => id)
    sizes.push(expected.length)
    for (const id of expected) if (!found.includes(id)) faults.push(`missing in ${segment.id}: ${id}`)
    for (const id of found) if (!expected.includes(id)) faults.push(`not to be in ${segment.id}: ${id}`)
  }
  return { faults, sizes }
}

/** Rows of one version of an event under two origins. */
async function doubles(source: IdentitySource): Promise<string[]> {
  const seen = new Set<string>()
  return (await source.facts()).flatMap(({ eid, version, event_id }) => {
    const key = `${eid} ${version}`
    if (seen.has(key)) return [`twice: the fact of ${event_id}`]
    seen.add(key)
    return []
  })
}

function componentFaults(hits: readonly Hit[], events: ReadonlyMap<string, readonly PersonEvent[]>): string[] {
  const faults: string[] = []
  const components = componentsOf(hits)
  const counted = new Map<string, number>()
  const personsOf = new Map<string, Set<string>>()
  for (const [person, history] of events) {
    const of = new Set<string>()
    // A copy that denies something again is a withdrawal of its own, and no event that counts.
    for (const { hit } of history.filter((event) => event.hit.name !== WITHDRAWAL)) {
      counted.set(hit.event_id, (counted.get(hit.event_id) ?? 0) + 1)
      const component = components.get(hit.event_id) ?? 'none'
      of.add(component)
      personsOf.set(component, (personsOf.get(component) ?? new Set()).add(person))
    }
    if (of.size > 1) faults.push(`one person for ${of.size} components: ${person}`)
  }
  for (const [component, persons] of personsOf)
    if (persons.size > 1) faults.push(`${persons.size} persons for one component: ${component}`)
  for (const { event_id } of hits) {
    const count = counted.get(event_id) ?? 0
    if (count !== 1) faults.push(`counted ${count} times: ${event_id}`)
  }
  if (counted.size > hits.length) faults.push(`${counted.size - hits.length} events that nobody sent`)
  return faults
}

async function orphans(hits: readonly Hit[], identities: Identities): Promise<string[]> {
  const ids = new Map(hits.flatMap((hit) => hit.ids.map((id) => [`${id.type}:${id.value}`, id] as const)))
  const faults: string[] = []
  for (const [key, { type, value }] of ids) {
    const owner = await identities.ownerOf({ type, value })
    if (!owner) faults.push(`nobody has ${key}`)
    else if (!owner.identifiers.some((known) => known.type === type && known.value === value))
      faults.push(`${owner.id} has ${key} and does not know it`)
  }
  return faults
}

/** Invitations, held records and definitions that are still under way. */
async function unrest(fold: StateStore): Promise<string[]> {
  const faults: string[] = []
  for (let partition = 0; partition < fold.partitions; partition++) {
    const { isApplied } = foldStatus(await fold.view(partition).meta())
    if (!isApplied) faults.push(`something is under way in partition ${partition}`)
  }
  return faults
}
