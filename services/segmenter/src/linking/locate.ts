// Held by tests/simulation/people-are-one.sim.test.ts

import { partitionOf } from '@weir/contracts'
import type { Person } from '@weir/segmentation'
import { linksOf } from './links.ts'

/** A step needs somebody who was not loaded: it has to be done anew, with them. */
export class AbsentError extends Error {
  override readonly name = 'AbsentError'
  readonly id: string
  constructor(id: string) {
    super('a person was not loaded for a step')
    this.id = id
  }
}

/** The living person (undefined: nobody knows them yet), or to whom a record has to be sent on. */
export type PersonPlace = { id: string; person: Person | undefined } | { elsewhere: string }

/**
 * Follows a person to the one who absorbed them, as long as that is here.
 * @throws AbsentError for somebody of the partition who is not in `people`.
 */
export function locate(
  { partition, partitions }: { partition: number; partitions: number },
  people: ReadonlyMap<string, Person | undefined>,
  id: string,
): PersonPlace {
  const isHere = (one: string): boolean => partitionOf(one, partitions) === partition
  const loaded = (one: string): Person | undefined => {
    if (!people.has(one)) throw new AbsentError(one)
    return people.get(one)
  }
  for (let at = id; ;) {
    if (!isHere(at)) return { elsewhere: at }
    const person = loaded(at)
    if (!person || person.movedTo === '') return { id: at, person }
    const { movedTo } = person
    // The state may still be on its way: what is sent on comes behind it.
    const next = isHere(movedTo) ? loaded(movedTo) : undefined
    const isOnItsWay = next?.movedTo === '' && !next.absorbed.some((absorbed) => absorbed.id === at) && !wasSplit(next, at)
    if (isOnItsWay) return { elsewhere: movedTo }
    at = movedTo
  }
}

/** Whether somebody is the one who stayed when this person was split. */
function wasSplit(person: Person, id: string): boolean {
  return linksOf(person).fences.some(({ from }) => from.includes(id))
}
