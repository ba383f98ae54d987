import { decodeLinks, encodeLinks } from '@weir/identity'
import type { LinkablePerson, Links } from '@weir/identity'
import type { Person } from '@weir/segmentation'

/** Of persons who are in memory, read once. */
const read = new WeakMap<Person, Links>()

/** What the protocol keeps of a person. Changes are lost unless {@link storeLinks} follows. */
export function linksOf(person: Person): Links {
  const known = read.get(person)
  if (known) return known
  const links = decodeLinks(person.linking)
  read.set(person, links)
  return links
}

export function storeLinks(person: Person): void {
  const links = read.get(person)
  if (links) person.linking = encodeLinks(links)
}

/** How much there is of what an event can add to. */
export function sizeOf({ externals, deferred }: Links): number {
  let size = deferred.length
  for (const _ in externals) size++
  return size
}

/** A person as the protocol sees them: it changes their identifiers and links in place. */
export function linkable(person: Person): LinkablePerson {
  return {
    id: person.id,
    born: person.born,
    // Both are replaced when another person comes in, and what waited for that is taken then.
    get absorbed() {
      return person.absorbed
    },
    get identifiers() {
      return person.identifiers
    },
    set identifiers(identifiers) {
      person.identifiers = identifiers
    },
    links: linksOf(person),
  }
}

/** Under which ids events were counted for a person: their own, and everybody's who was them. */
export function familyOf(person: Person): string[] {
  const before = linksOf(person).fences.flatMap(({ from }) => from)
  return [...new Set([person.id, ...person.absorbed.map(({ id }) => id), ...before])]
}
