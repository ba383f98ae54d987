// Held by tests/simulation/what-a-destination-has.sim.test.ts
import { isThere } from '@weir/destinations'
import type { GivenItem, HeldPerson, Looked } from '@weir/destinations'
import type { Live } from './destinations.ts'
import type { AskedPerson, PeopleSource } from './people.ts'
import type { SegmentSizes } from './sizes.ts'

interface Looking {
  people: Pick<PeopleSource, 'look'>
  sizes: Pick<SegmentSizes, 'isSmall'>
}

/** What may be at the destination: nobody, while its segment is below its `min_size`. */
export async function lookAt(
  { people, sizes }: Looking,
  { spec, target }: Pick<Live, 'spec' | 'target'>,
  asked: readonly AskedPerson[],
): Promise<Map<string, Looked>> {
  if (!sizes.isSmall(spec.segment)) return people.look(spec.segment, target.types, asked)
  return new Map(asked.map(({ person }) => [person, { given: undefined, kept: new Map() }]))
}

/** How it is asked for somebody. */
export function askAbout({ person, items }: Pick<HeldPerson, 'person' | 'items'>): AskedPerson {
  return { person, digests: Object.values(items).flatMap(({ digest }) => (digest === '' ? [] : [digest])) }
}

/** Whether an item may be there: it is given with the person, or with another one. */
export function isAllowed(looked: Looked | undefined, { name, digest }: GivenItem): boolean {
  return (looked?.given?.some((item) => item.name === name) ?? false) || (looked?.kept.has(digest) ?? false)
}

/**
 * Names of all items that are, or are about to be, at a destination and may be there at this
 * instant. What is marked to be removed is not among them.
 * @param everybody entries of all partitions, in pages.
 */
export async function givenNow(
  looking: Looking,
  destination: Pick<Live, 'spec' | 'target'>,
  everybody: AsyncIterable<readonly HeldPerson[]>,
): Promise<Set<string>> {
  const names = new Set<string>()
  for await (const page of everybody) {
    const there = page.filter(isThere)
    const looked = await lookAt(looking, destination, there.map(askAbout))
    for (const { person, items } of there)
      for (const [name, { state, digest }] of Object.entries(items))
        if ((state === 'held' || state === 'adding') && isAllowed(looked.get(person), { name, digest })) names.add(name)
  }
  return names
}
