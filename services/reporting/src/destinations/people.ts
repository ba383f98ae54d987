// Held by tests/e2e/activation.e2e.test.ts
import { allows } from '@weir/consent'
import { identifierDigest, membershipPurposes } from '@weir/contracts'
import type { Identifier } from '@weir/contracts'
import type { GivenItem, Looked } from '@weir/destinations'
import { drawOf } from '@weir/experiments'
import { peopleNamed } from '../segments/changes/named.ts'
import { listsEnough } from '../segments/members/min-size.ts'
import { untilWhole, versionsNow } from '../segments/shared/versions.ts'
import { isPolicySegment } from '../segments/shared/managed.ts'
import type { ReportingDeps } from '../shared/deps.ts'
import { findPeople, peopleWith } from '../shared/find-people.ts'
import { EXPORT_ID_TYPES, exportValues } from '../shared/id-types.ts'
import type { ExportIdType } from '../shared/id-types.ts'
import { freshGivingOf } from '../shared/opt-outs/withhold.ts'
import type { PersonView } from '../shared/person.ts'

type Deps = Pick<ReportingDeps, 'clock' | 'fold' | 'decodePerson' | 'optOuts' | 'ledger' | 'config' | 'erased'>

/** Of whom is asked, and of which identifiers it is to be told who else is given with them. */
interface Asked {
  person: string
  digests: readonly string[]
}

/** Who may be at a destination, as activation asks it: see its `People`. */
export interface DestinationPeople {
  look(segment: string, types: readonly string[], asked: readonly Asked[]): Promise<Map<string, Looked>>
  members(segment: string, partition: number, from: number, limit: number): Promise<{ people: string[]; next?: number }>
  isTooSmall(segment: string): Promise<boolean>
  optOutsEnd(): Promise<number>
  optedOut(from: number): Promise<{ named: { person: string; reason: string }[]; next: number }>
  erased(sinceVersion: number): { people: string[]; version: number }
}

/**
 * Looks at the fold's state and at every opt-out that was answered: what may be given of a person
 * is what an export that is read at this instant would give.
 */
export function createDestinationPeople(deps: Deps): DestinationPeople {
  const { fold, config, erased, ledger } = deps
  return {
    look: (segment, types, asked) => lookAt(deps, segment, exportTypes(types), asked),
    async members(segment, partition, from, limit) {
      const number = config.segment(segment)?.number
      const version = number === undefined ? undefined : (await versionsNow(fold)).readable(number)
      const kept = version?.kept[partition]
      if (!kept) return { people: [] }
      const found = await fold.view(partition).members(kept.bitmap, from, limit)
      const last = found.at(-1)
      return { people: found.map(({ id }) => id), ...(last && found.length === limit && { next: last.ordinal + 1 }) }
    },
    async isTooSmall(id) {
      const segment = config.segment(id)
      return segment !== undefined && !(await untilWhole(() => listsEnough(deps, segment, deps.clock.now())))
    },
    optOutsEnd: async () => (await ledger.folded()).optOuts,
    async optedOut(from) {
      const { optOuts, next } = await ledger.optOuts(from, (await ledger.folded()).optOuts)
      const numbers = new Set(config.destinations().flatMap((one) => config.segment(one.segment)?.number ?? []))
      const named = new Map<string, { person: string; reason: string }>()
      for (const number of optOuts.length > 0 ? numbers : [])
        for (const { person, reason, isLifted } of await peopleNamed(deps, number, optOuts)) {
          // Who was taken off a suppression list is looked at as in a sync.
          if (isLifted) named.set(`${person}/sync`, { person, reason: 'sync' })
          else named.set(person, { person, reason })
        }
      return { named: [...named.values()], next }
    },
    erased(sinceVersion) {
      const version = config.erasuresVersion()
      if (version === sinceVersion) return { people: [], version }
      const who = [...config.erasures().values()].flatMap((request) => erased.open(request.who))
      return { people: [...new Set(who)], version }
    },
  }
}

async function lookAt(
  deps: Deps,
  segment: string,
  types: readonly ExportIdType[],
  asked: readonly Asked[],
): Promise<Map<string, Looked>> {
  const found = await findPeople(
    deps.fold,
    asked.map(({ person }) => person),
    'person',
  )
  const livings = new Map<string, PersonView>()
  for (const [id, { blob }] of found) {
    const person = blob && deps.decodePerson(blob)
    // Whoever was absorbed is at the destination as the one who absorbed them.
    if (person?.id === id) livings.set(id, person)
  }
  const ownGiven = await givings(deps, segment, [...livings.values()])
  const given = new Map(asked.map(({ person }) => [person, livings.has(person) ? ownGiven(person) : undefined] as const))
  const strange = asked.flatMap(({ person, digests }) => {
    const own = new Set(given.get(person)?.map(identifierDigest))
    return digests.filter((digest) => !own.has(digest))
  })
  const keepers = await keepersOf(deps, segment, [...new Set(strange)])
  return new Map(
    asked.map(({ person, digests }) => {
      const kept = digests.flatMap((digest) => {
        const others = keepers.get(digest)?.filter((id) => id !== person) ?? []
        return others.length > 0 ? [[digest, others] as const] : []
      })
      const own = given.get(person)
      return [person, { given: own && itemsOf(own, types), kept: new Map(kept) }]
    }),
  )
}

/** Who is given with the identifiers of these digests. */
async function keepersOf(deps: Deps, segment: string, digests: readonly string[]): Promise<Map<string, string[]>> {
  if (digests.length === 0) return new Map()
  const sharers = await peopleWith(deps.fold, digests)
  const people = new Map<string, PersonView>()
  for (const list of sharers.values())
    for (const { id, blob } of list) if (blob && !people.has(id)) people.set(id, deps.decodePerson(blob))
  const givenOf = await givings(deps, segment, [...people.values()])
  const isGivenWith = (id: string, digest: string): boolean =>
    givenOf(id)?.some((identifier) => identifierDigest(identifier) === digest) ?? false
  return new Map(
    digests.map((digest) => [digest, (sharers.get(digest) ?? []).map(({ id }) => id).filter((id) => isGivenWith(id, digest))]),
  )
}

/** What may be given of each of these people as members of the segment. */
async function givings(
  deps: Deps,
  segment: string,
  people: readonly PersonView[],
): Promise<(id: string) => readonly Identifier[] | undefined> {
  const definition = deps.config.segment(segment)
  if (!definition) return () => undefined
  const purposes = membershipPurposes(definition)
  const giving = await freshGivingOf(deps, people)
  const given = new Map(
    people.map((person, place) => {
      const isMember = person.memberships.some(({ segmentNumber }) => segmentNumber === definition.number)
      const is = isMember && person.movedTo === '' && allows(person.consent, purposes) && !isHeldOut(deps, segment, person.id)
      return [person.id, is ? giving(place, purposes)?.identifiers : undefined] as const
    }),
  )
  return (id) => given.get(id)
}

/**
 * Whether an exclusion of an exposure policy leaves somebody alone, so that what it does can be
 * measured: they are of the global holdout.
 */
function isHeldOut({ config }: Deps, segment: string, person: string): boolean {
  return isPolicySegment(segment) && drawOf('holdout', person) < (config.holdout()?.share ?? 0)
}

/** Each identifier in each form that is asked for; without forms the person themselves. */
function itemsOf(identifiers: readonly Identifier[], types: readonly ExportIdType[]): GivenItem[] {
  if (types.length === 0) return [{ name: 'person', digest: '' }]
  const items = identifiers.flatMap((identifier) =>
    types.flatMap((type) =>
      exportValues([identifier], type).map((value) => ({ name: `${type}:${value}`, digest: identifierDigest(identifier) })),
    ),
  )
  // A device id may be known plain and hashed: that is one item.
  return [...new Map(items.map((item) => [item.name, item])).values()]
}

function exportTypes(types: readonly string[]): ExportIdType[] {
  return EXPORT_ID_TYPES.filter((type) => types.includes(type))
}
