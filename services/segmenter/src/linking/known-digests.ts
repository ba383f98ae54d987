// Held by tests/simulation/erasure.sim.test.ts

import { identifierDigest } from '@weir/contracts'
import { formerIds } from '@weir/identity'
import type { Person } from '@weir/segmentation'
import { linksOf } from './links.ts'

/**
 * Under which digests a person can be found: their ids, their identifiers, who absorbed them, and
 * who they were before a split.
 */
export function knownDigests(person: Person): string[] {
  const { id, movedTo, absorbed, identifiers } = person
  const into = movedTo === '' ? [] : [movedTo]
  const before = formerIds(linksOf(person).fences)
  return [id, ...into, ...absorbed.map((one) => one.id), ...before, ...identifiers.map(identifierDigest)]
}

/** Whether this is what a split has left in a person's place. */
export function wasSplit(person: Person): boolean {
  return person.movedTo !== '' && linksOf(person).fences.length > 0
}
