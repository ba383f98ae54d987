// Held by services/segmenter/src/backfill/history/history.test.ts

import type { StateSpec } from '@weir/segmentation'

/** The tracks that ask for an event name, found once per name. */
export function createNamed(specs: readonly StateSpec[]): (name: string) => readonly StateSpec[] {
  const known = new Map<string, readonly StateSpec[]>()
  return (name) => {
    const found = known.get(name) ?? specs.filter((spec) => isNamed(spec, name))
    known.set(name, found)
    return found
  }
}

function isNamed({ names, prefix }: StateSpec, name: string): boolean {
  return names ? names.includes(name) : name.startsWith(prefix!)
}
