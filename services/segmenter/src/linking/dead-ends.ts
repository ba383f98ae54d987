import type { Person } from '@weir/segmentation'
import { linksOf } from './links.ts'

/** Ids under which people were one with others before they were split. */
export function idsBefore(people: readonly Person[]): string[] {
  return [...new Set(people.flatMap((person) => linksOf(person).fences.flatMap(({ from }) => from)))]
}

/** To whom what is left of a person leads: who absorbed them, or both sides of a split. */
export function leadsTo(person: Person): string[] {
  if (person.movedTo === '') return []
  return [person.movedTo, ...linksOf(person).fences.map(({ other }) => other)]
}

/**
 * Of what is left of persons that which leads to nobody any more: it would keep identifiers of the
 * erased for nothing.
 * @param left what there may be of them; who lives is no dead end.
 * @param isNobody whether nothing is left of this person.
 */
export function deadEnds(left: Iterable<Person | undefined>, isNobody: (id: string) => boolean): Person[] {
  const rest = new Set([...left].filter((person): person is Person => person !== undefined && person.movedTo !== ''))
  const ended = new Map<string, Person>()
  const isEnd = (person: Person): boolean => leadsTo(person).every((id) => ended.has(id) || isNobody(id))
  for (let found: Person[]; (found = [...rest].filter(isEnd)).length > 0;)
    for (const person of found) {
      ended.set(person.id, person)
      rest.delete(person)
    }
  return [...ended.values()]
}
