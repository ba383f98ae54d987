import { identifierKey } from '@weir/contracts'
import type { PersonEvent } from '@weir/contracts'
import type { SharedIndex } from '@weir/state'
import type { Output } from './outputs.ts'

/** Identifier -> person, for look-ups by any identifier. */
export interface Indexing {
  /** The event in this output, so that it need not be parsed. */
  expect(output: Output, event: PersonEvent): void
  /**
   * Notes the identifiers of events before these leave, and after their commit: the commit that acknowledges them comes later still.
   * So a store that falls back to an older state has either these entries or the outputs, which are then sent again.
   */
  before: (outputs: readonly Output[]) => Promise<void>
}

/** So many entries are remembered as written, to write each once. */
const WRITTEN_MAX = 200_000

export function createIndexing(index: SharedIndex): Indexing {
  const events = new WeakMap<Output, PersonEvent>()
  const written = new Set<string>()
  const eventOf = (output: Output): PersonEvent =>
    events.get(output) ?? (JSON.parse(Buffer.from(output.value).toString()) as PersonEvent)

  return {
    expect: (output, event) => void events.set(output, event),
    async before(outputs) {
      const entries: { key: string; value: Uint8Array }[] = []
      for (const { person, hit } of outputs.map(eventOf)) {
        for (const id of person === '' ? [] : hit.ids) {
          const key = identifierKey(id)
          if (written.has(`${key}\0${person}`)) continue
          written.add(`${key}\0${person}`)
          entries.push({ key, value: Buffer.from(person) })
        }
      }
      if (entries.length > 0) await index.put(entries)
      if (written.size > WRITTEN_MAX) written.clear()
    },
  }
}
