// Held by tests/simulation/erasure.sim.test.ts

import { identifierDigest } from '@weir/contracts'
import type { Person } from '@weir/segmentation'

/** Under which digests a person can be found: their ids, their identifiers, who absorbed them. */
export function knownDigests({ id, movedTo, absorbed, identifiers }: Person): string[] {
  const into = movedTo === '' ? [] : [movedTo]
  return [id, ...into, ...absorbed.map((one) => one.id), ...identifiers.map(identifierDigest)]
}
