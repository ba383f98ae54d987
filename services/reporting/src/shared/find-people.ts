import { DamageError, ownerEntryKey, partitionOf } from '@weir/contracts'
import { decodeOwner, ownerOf } from '@weir/identity'
import { movedToOf } from '@weir/segmentation'
import type { StateStore } from '@weir/state'

/** Somebody who lives, that is whom nobody absorbed. */
export interface FoundPerson {
  /** 32 hex digits. */
  id: string
  /** Undefined where the state has nobody of this id. */
  blob: Uint8Array | undefined
  /** The identifier came with too many others: the person is all that was done under it alone. */
  isShared: boolean
}

/**
 * What the digests name: `identifier` (identifierDigest) finds whose it is, `person` an id first,
 * and where nobody ever had that, whose the identifier of this digest is.
 */
export type Naming = 'identifier' | 'person'

/** Older and older persons absorb: a chain that is longer than this is a circle. */
const STEPS_MAX = 1_000

interface Walk {
  digest: string
  at: string
  isShared: boolean
}

/**
 * Finds who lives now of those whom these digests name, from owner entries and from one who was
 * absorbed to the next: one load per partition and step, mostly two or three steps.
 * @returns by digest; without those of whom there is neither an entry nor a person.
 * @throws DamageError when persons lead in a circle.
 */
export async function findPeople(
  fold: StateStore,
  digests: readonly string[],
  naming: Naming,
): Promise<Map<string, FoundPerson>> {
  const found = new Map<string, FoundPerson>()
  const begin = naming === 'identifier' ? await owners(fold, digests) : digests.map(itself)
  let walks = begin
  for (let step = 0; walks.length > 0; step++) {
    if (step === STEPS_MAX) throw new DamageError('persons who were absorbed lead in a circle')
    const blobs = await load(fold, walks, ({ at }) => at)
    const next: Walk[] = []
    for (const [i, walk] of walks.entries()) {
      const blob = blobs[i]
      const movedTo = blob ? movedToOf(blob) : ''
      if (movedTo !== '') next.push({ ...walk, at: movedTo })
      else if (blob || walk.at !== walk.digest) found.set(walk.digest, { id: walk.at, blob, isShared: walk.isShared })
    }
    walks = next
  }
  if (naming === 'identifier') return found
  const missing = digests.filter((digest) => !found.has(digest))
  if (missing.length > 0) for (const [digest, person] of await findPeople(fold, missing, 'identifier')) found.set(digest, person)
  return found
}

/**
 * Whom an identifier (by its digest) was ever linked to or seen with: whose it is, who had it until
 * a later login, and whoever is named by a stronger identifier that it came with. At most some
 * twenty of each; of an identifier that is shared only the person of its own.
 * @returns by digest the living, each once.
 */
export async function peopleWith(fold: StateStore, digests: readonly string[]): Promise<Map<string, FoundPerson[]>> {
  const entries = await load(fold, digests.map(itself), ({ at }) => ownerEntryKey(at))
  const named = digests.map((digest, i) => {
    const entry = entries[i] && decodeOwner(entries[i])
    return [ownerOf(digest, entry), digest, ...(entry?.strong ?? [])]
  })
  const found = await findPeople(fold, [...new Set(named.flat())], 'person')
  return new Map(
    digests.map((digest, i) => {
      const people = named[i]!.flatMap((id) => found.get(id) ?? [])
      return [digest, [...new Map(people.map((person) => [person.id, person])).values()]]
    }),
  )
}

/** Those of these identifiers (digests) that are shared. */
export async function sharedOf(fold: StateStore, digests: readonly string[]): Promise<Set<string>> {
  return new Set((await owners(fold, digests)).flatMap(({ digest, isShared }) => (isShared ? [digest] : [])))
}

async function owners(fold: StateStore, digests: readonly string[]): Promise<Walk[]> {
  const starts = digests.map(itself)
  const entries = await load(fold, starts, ({ at }) => ownerEntryKey(at))
  return starts.map(({ digest }, i) => {
    const blob = entries[i]
    const entry = blob && decodeOwner(blob)
    return { digest, at: ownerOf(digest, entry), isShared: entry?.isShared ?? false }
  })
}

function itself(digest: string): Walk {
  return { digest, at: digest, isShared: false }
}

/** One load per partition, all at once. @returns what is under the key of each walk. */
async function load(
  fold: StateStore,
  walks: readonly Walk[],
  keyOf: (walk: Walk) => string,
): Promise<(Uint8Array | undefined)[]> {
  const places = new Map<number, number[]>()
  walks.forEach(({ at }, i) => {
    const partition = partitionOf(at, fold.partitions)
    const known = places.get(partition)
    if (known) known.push(i)
    else places.set(partition, [i])
  })
  const found = Array.from<Uint8Array | undefined>({ length: walks.length })
  const work = [...places].map(async ([partition, own]) => {
    const blobs = await fold.view(partition).load(own.map((i) => keyOf(walks[i]!)))
    own.forEach((i, n) => (found[i] = blobs[n]))
  })
  await Promise.all(work)
  return found
}
