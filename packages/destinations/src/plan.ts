import type { HeldPerson } from './held.ts'

/** What a destination may be given of a person: one thing that it knows people by. */
export interface GivenItem {
  /** `TYPE:hash`, or `person`. */
  name: string
  /** The digest of the identifier that it is made of; '' where it stands for the person. */
  digest: string
}

/** What is known of a person at this instant. */
export interface Looked {
  /** What may be given; undefined where the person may not be at the destination. */
  given: readonly GivenItem[] | undefined
  /** Digests of identifiers that are given with other persons, and those persons. */
  kept: ReadonlyMap<string, readonly string[]>
}

/** What a destination has to be told of a person. */
export interface PersonPlan {
  add: GivenItem[]
  /** Names of items. */
  remove: string[]
  /** Names of items that need no more care: they are gone, or another person's entry has them. */
  drop: string[]
  /**
   * Names of items that are given with another person, whose entry does not have them yet: until it
   * has, this one sees to it that they go.
   */
  wait: string[]
}

/**
 * What makes the destination right about a person. A removal that was confirmed is looked at once
 * more: the identifier may be given with another person by now, whose addition our removal has
 * overtaken; it is added again, and left to that person's entry when that has it.
 * @param isTheirs whether the entry of one of these persons has the item.
 */
export function planForPerson(
  { items }: Pick<HeldPerson, 'items'>,
  { given = [], kept }: Looked,
  isTheirs: (name: string, people: readonly string[]) => boolean,
): PersonPlan {
  const plan: PersonPlan = { add: [], remove: [], drop: [], wait: [] }
  const names = new Set(given.map(({ name }) => name))
  for (const item of given) if (items[item.name]?.state !== 'held') plan.add.push(item)
  for (const [name, { state, digest }] of Object.entries(items)) {
    if (names.has(name)) continue
    const keepers = kept.get(digest)
    if (keepers && (state === 'removing' || state === 'removed')) plan.add.push({ name, digest })
    else if (keepers) (isTheirs(name, keepers) ? plan.drop : plan.wait).push(name)
    else if (state === 'removed') plan.drop.push(name)
    else plan.remove.push(name)
  }
  return plan
}

/** Whether there is nothing to send. */
export function isSettled({ add, remove }: PersonPlan): boolean {
  return add.length === 0 && remove.length === 0
}
