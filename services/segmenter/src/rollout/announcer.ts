// Held by tests/simulation/definitions-travel-as-changes.sim.test.ts

import { changesBetween } from '@weir/contracts'
import type { DefinitionList, EventRecord } from '@weir/contracts'
import type { FoldDeps, FoldSession } from '../evaluate/session.ts'
import type { Rollout } from './rollout.ts'

/** Announces newer definitions of the control plane to one partition, by a record in its log. */
export interface Announcer {
  /**
   * Appends what the newest definitions change. When they are applied already, asks once for them
   * to be taken up anew if an earlier version of Weir filled the bitmaps otherwise.
   */
  announce(): Promise<void>
  /** Another owner has announced in between: what comes next starts from what the log says. */
  restart(): void
}

export function createAnnouncer(
  session: FoldSession,
  rollout: Pick<Rollout, 'newest' | 'newestList'>,
  deps: Pick<FoldDeps, 'definitions' | 'renew' | 'clock'>,
  append: (record: EventRecord) => Promise<void>,
): Announcer {
  /** As the control plane had it then: the objects it shares tell soon what has changed. */
  let announced: { version: number; list: DefinitionList } | undefined
  /** The version for which the bitmaps are known to mean what the definitions mean now. */
  let checked: number | undefined

  async function renewOutdated(version: number): Promise<void> {
    if (session.appliedVersion !== version || checked === version) return
    if (session.bitmaps.areOutdated(session.definitions.live)) await deps.renew(version)
    checked = version
  }

  return {
    async announce() {
      const { version, segments } = deps.definitions()
      const newest = rollout.newest()
      const before = announced && announced.version >= newest ? announced : { version: newest, list: rollout.newestList() }
      if (version <= before.version) return renewOutdated(version)
      const changes = changesBetween(before.list, segments)
      announced = { version, list: segments }
      const content = changes ? { base: before.version, ...changes } : { segments: [...segments] }
      await append({ kind: 'define', received_at: deps.clock.now(), version, at_once: true, ...content })
    },
    restart() {
      announced = undefined
    },
  }
}
