// Held by tests/simulation/what-a-destination-has.sim.test.ts
import type { SentDestination } from '@weir/contracts'
import { destinationKey } from '@weir/destinations'
import type { ConfigView } from '@weir/runtime'
import { createDestinationGate } from './gate.ts'
import type { DestinationGate } from './gate.ts'
import type { SendTarget } from './target.ts'

/** A destination as this process serves it. */
export interface Live {
  /** As keys of the state name it. */
  key: string
  spec: SentDestination
  target: SendTarget
  gate: DestinationGate
}

/** Destinations as the control plane has them now, by key. */
export type LiveDestinations = () => ReadonlyMap<string, Live>

/**
 * Follows the control plane: a destination whose definition changes is opened anew; its gate, and
 * with it the pauses after failures, is shared by all partitions of the process.
 * @param open makes what sends.
 */
export function liveDestinations(
  config: Pick<ConfigView, 'destinations' | 'version'>,
  open: (spec: SentDestination) => SendTarget,
): LiveDestinations {
  let version = -1
  let live = new Map<string, Live>()
  return () => {
    if (config.version() === version) return live
    version = config.version()
    const next = new Map<string, Live>()
    for (const spec of config.destinations()) {
      // Files are written whole, by whoever makes exports.
      if (spec.kind === 'files') continue
      const key = destinationKey(spec)
      const known = live.get(key)
      if (known && JSON.stringify(known.spec) === JSON.stringify(spec)) next.set(key, known)
      else {
        const target = open(spec)
        next.set(key, { key, spec, target, gate: createDestinationGate(target.perSecond) })
      }
    }
    return (live = next)
  }
}

/**
 * By what the entries of a destination are made: another text, and all are looked at again, unless
 * it is paused now.
 * @param isSmall whether the segment is below its `min_size`.
 * @param listsChangedAt when others came to be on suppression lists; 0 where that never was.
 */
export function madeBy({ spec, target }: Live, isSmall: boolean, listsChangedAt: number): string {
  const more = [...(isSmall ? ['min_size'] : []), ...(listsChangedAt === 0 ? [] : [`lists ${listsChangedAt}`])]
  return JSON.stringify([spec.segment, target.types, spec.paused, ...more])
}
