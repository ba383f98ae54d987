import { identifierDigest, WITHDRAWAL } from '@weir/contracts'
import type { Hit, PersonEvent, SplitReceipt } from '@weir/contracts'
import { decodeLinks, strongest } from '@weir/identity'
import { lookAtMembers, restFaults } from './identity-faults.ts'
import type { FoldAtRest } from './identity-faults.ts'
import { componentsOf, identitiesOf } from './identities.ts'
import type { Identities } from './identities.ts'
import { apartComponents, receiptsOf } from './splits.ts'
import type { Apart } from './splits.ts'

export interface FoundApart {
  /** Every breach of a promise, as a line of text. */
  faults: string[]
  people: number
  /** How many splits were carried out. */
  splits: number
  /** Of so many people who were split the hits and splits alone say who they are now. */
  certain: number
  /** Of each segment. */
  members: number[]
}

/** What a split that was carried out keeps apart, and whether another one has ended that. */
interface Kept extends Apart {
  split: string
  hasLapsed: boolean
}

/**
 * Looks whether people are what hits and splits say: nobody has both sides of a split, who is one
 * otherwise is one, every event counts once and for the owner of its strongest identifier, nothing
 * is under way, and members are those whom their own events make one.
 */
export async function lookAtApart({ source, fold, hits, segments, at }: FoldAtRest): Promise<FoundApart> {
  const identities = identitiesOf(source, fold.partitions)
  const events = await identities.events()
  const receipts = [...(await receiptsOf(source)).values()].filter(({ outcome }) => outcome === 'split')
  const kept = await keptApart(identities, receipts)
  const owners = await ownersOf(hits, identities)
  const sides = sideFaults(kept, owners)
  const { faults: divided, certain, vague } = componentFaults(hits, kept, owners)
  const members = await lookAtMembers({ fold, segments, at }, events)
  const faults = [
    ...kept.flatMap((found) => (typeof found === 'string' ? [found] : [])),
    ...sides,
    ...divided,
    ...countFaults(hits, events, owners, vague),
    ...(await restFaults({ source, fold, hits }, identities)),
    ...members.faults,
  ]
  return { faults, people: events.size, splits: receipts.length, certain, members: members.sizes }
}

/** @returns for each split what the person who left keeps apart; a text where nobody does. */
async function keptApart(identities: Identities, receipts: readonly SplitReceipt[]): Promise<(Kept | string)[]> {
  const fenceOf = async (person: string, split: string, side: 'leave' | 'stay') => {
    const { fences } = decodeLinks((await identities.living(person))?.linking)
    return fences.find((fence) => fence.split === split && fence.side === side)
  }
  return Promise.all(
    receipts.map(async ({ split, left, stays }) => {
      const leave = left && (await fenceOf(left.person, split, 'leave'))
      const stay = stays && (await fenceOf(stays.person, split, 'stay'))
      if (!leave || !stay) return `nobody knows of the split ${split}`
      const hasLapsed = leave.hasLapsed === true || stay.hasLapsed === true
      return { split, leave: new Set(leave.mine), stay: new Set(leave.theirs), hasLapsed }
    }),
  )
}

/** By digest the person whose an identifier is. */
async function ownersOf(hits: readonly Hit[], identities: Identities): Promise<Map<string, string>> {
  const ids = new Map(hits.flatMap((hit) => hit.ids.map((id) => [identifierDigest(id), id] as const)))
  const owners = new Map<string, string>()
  for (const [digest, id] of ids) owners.set(digest, (await identities.ownerOf(id))?.id ?? 'nobody')
  return owners
}

function sideFaults(kept: readonly (Kept | string)[], owners: ReadonlyMap<string, string>): string[] {
  return kept.flatMap((one) => {
    if (typeof one === 'string') return []
    const stay = new Set([...one.stay].flatMap((digest) => owners.get(digest) ?? []))
    const both = new Set([...one.leave].flatMap((digest) => owners.get(digest) ?? []).filter((owner) => stay.has(owner)))
    return [...both].map((owner) => `both sides of the split ${one.split}: ${owner}`)
  })
}

/**
 * Compares persons with what hits and splits make of each component of hits by itself. Where what
 * is beside a split links its sides all the same, the order of arrival decides, and any is right.
 */
function componentFaults(
  hits: readonly Hit[],
  kept: readonly (Kept | string)[],
  owners: ReadonlyMap<string, string>,
): { faults: string[]; certain: number; vague: ReadonlySet<string> } {
  const faults: string[] = []
  let certain = 0
  const vague = new Set<string>()
  const components = componentsOf(hits)
  const byComponent = new Map<string, Hit[]>()
  for (const hit of hits) {
    const component = components.get(hit.event_id)
    if (component !== undefined) byComponent.set(component, [...(byComponent.get(component) ?? []), hit])
  }
  for (const own of byComponent.values()) {
    const digests = new Set(own.flatMap(({ ids }) => ids.map(identifierDigest)))
    const splits = kept.filter((one): one is Kept => typeof one !== 'string' && [...one.leave].some((id) => digests.has(id)))
    const find = apartComponents(own, splits)
    if (!find) {
      for (const digest of digests) vague.add(digest)
      continue
    }
    if (splits.length > 0) certain++
    const personsOf = new Map<string, Set<string>>()
    const partsOf = new Map<string, Set<string>>()
    for (const digest of digests) {
      const owner = owners.get(digest)!
      personsOf.set(find(digest), (personsOf.get(find(digest)) ?? new Set()).add(owner))
      partsOf.set(owner, (partsOf.get(owner) ?? new Set()).add(find(digest)))
    }
    for (const [owner, parts] of partsOf) if (parts.size > 1) faults.push(`one person for ${parts.size} parts: ${owner}`)
    // What has ended keeping two apart does not link them; only the next hit of both does.
    if (splits.some(({ hasLapsed }) => hasLapsed)) continue
    for (const persons of personsOf.values())
      if (persons.size > 1) faults.push(`${persons.size} persons for one part: ${[...persons].join(', ')}`)
  }
  return { faults, certain, vague }
}

/**
 * Every event once, for the owner of its strongest identifier.
 * @param vague digests of which the order of arrival decides whose they are: not looked at.
 */
function countFaults(
  hits: readonly Hit[],
  events: ReadonlyMap<string, readonly PersonEvent[]>,
  owners: ReadonlyMap<string, string>,
  vague: ReadonlySet<string>,
): string[] {
  const counted = new Map<string, string[]>()
  for (const [person, history] of events)
    for (const { hit } of history.filter((event) => event.hit.name !== WITHDRAWAL))
      counted.set(hit.event_id, [...(counted.get(hit.event_id) ?? []), person])
  const faults = hits.flatMap(({ event_id, ids }) => {
    const persons = counted.get(event_id) ?? []
    counted.delete(event_id)
    if (persons.length !== 1) return [`counted ${persons.length} times: ${event_id}`]
    const name = strongest(ids)
    const digest = name && identifierDigest(name)
    const owner = digest === undefined || vague.has(digest) ? undefined : owners.get(digest)
    return owner === undefined || owner === persons[0] ? [] : [`${event_id} counts for ${persons[0]}, not for ${owner}`]
  })
  return [...faults, ...[...counted.keys()].map((id) => `nobody sent ${id}`)]
}
