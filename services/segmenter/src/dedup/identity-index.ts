// Held by tests/simulation/whole-pipeline.sim.test.ts

import { decodeEvent } from '@weir/stream'
import { identifierDigest, TOPICS } from '@weir/contracts'
import type { PersonEvent } from '@weir/contracts'
import type { SharedIndex } from '@weir/state'
import type { Output } from '@weir/stream'

/**
 * Which identifiers were met, by their digests, each with the one by which its event went its way.
 * Whose they are the fold knows.
 */
export interface IdentityIndex {
  /** The event in this output, so that it need not be parsed. */
  expect(output: Output, event: PersonEvent): void
  /**
   * Notes the identifiers of these events. To be called twice, before their commit and between that
   * and their leaving: a store that falls back to an older state can lose one of the two unseen,
   * when it falls in the instant between the entry and the commit. What it loses with the commit is
   * done again with it.
   */
  note: (outputs: readonly Output[]) => Promise<void>
}

/** The others tell of records that were put aside. */
const isEvent = ({ topic }: Output): boolean => topic === TOPICS.events

/** So many entries are remembered as written, to write no more than is needed. */
const WRITTEN_MAX = 200_000
const TIMES = 2

export function createIdentityIndex(index: SharedIndex): IdentityIndex {
  const events = new WeakMap<Output, PersonEvent>()
  const written = new Map<string, { person: string; times: number }>()
  const eventOf = (output: Output): PersonEvent => events.get(output) ?? decodeEvent(output.value)

  return {
    expect: (output, event) => void events.set(output, event),
    async note(outputs) {
      const entries = new Map<string, string>()
      for (const { person, hit } of outputs.filter(isEvent).map(eventOf)) {
        for (const id of person === '' || hit.bot !== undefined ? [] : hit.ids) entries.set(identifierDigest(id), person)
      }
      for (const [key, person] of entries) {
        const before = written.get(key)
        if (before?.person !== person) written.set(key, { person, times: 1 })
        else if (before.times >= TIMES) entries.delete(key)
        else before.times++
      }
      if (entries.size > 0) await index.put([...entries].map(([key, person]) => ({ key, value: Buffer.from(person) })))
      if (written.size > WRITTEN_MAX) written.clear()
    },
  }
}
