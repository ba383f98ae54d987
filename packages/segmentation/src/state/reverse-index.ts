import type { EventFields } from '../definition/selectors.ts'
import type { StateSpec } from './state-spec.ts'
import { scalarsAt, textOf } from '../definition/values.ts'

/**
 * Finds the window states that an event can touch, by its name, and by a text that a selector asks
 * for.
 */
export interface ReverseIndex<T> {
  /**
   * May hold window states that do not select the event after all, never misses one; each once, in
   * the same order for equal events.
   */
  specsFor(hit: EventFields): readonly T[]
}

/**
 * A thousand segments may look at one name, each at another product or campaign: those are found by
 * one look-up of the text that the event has there, and not by asking them all.
 */
export function buildReverseIndex<T extends StateSpec>(specs: Iterable<T>): ReverseIndex<T> {
  const byName = new Map<string, Bin<T>>()
  const byPrefix: { prefix: string; bin: Bin<T> }[] = []
  for (const spec of specs) {
    for (const name of spec.names ?? [])
      add(
        getOrMake(byName, name, () => emptyBin<T>()),
        spec,
      )
    if (spec.names === undefined) {
      const prefix = spec.prefix as string
      const known = byPrefix.find((entry) => entry.prefix === prefix)
      const bin = known?.bin ?? emptyBin<T>()
      if (!known) byPrefix.push({ prefix, bin })
      add(bin, spec)
    }
  }
  return {
    specsFor(hit) {
      const named = byName.get(hit.name)
      let found: readonly T[] = named ? tracksOf(named, hit) : []
      for (const { prefix, bin } of byPrefix) {
        if (!hit.name.startsWith(prefix)) continue
        const more = tracksOf(bin, hit)
        if (more.length > 0) found = found.length === 0 ? more : [...found, ...more]
      }
      return found
    },
  }
}

/**
 * The window states of one name: those that always have to be asked, and those that ask for a text
 * at a path.
 */
interface Bin<T> {
  plain: T[]
  byPath: { path: readonly string[]; byText: Map<string, T[]> }[]
}

function emptyBin<T>(): Bin<T> {
  return { plain: [], byPath: [] }
}

function add<T extends StateSpec>(bin: Bin<T>, spec: T): void {
  if (!spec.hint) {
    bin.plain.push(spec)
    return
  }
  const { path, texts } = spec.hint
  let entry = bin.byPath.find((known) => known.path.join('.') === path)
  if (!entry) bin.byPath.push((entry = { path: path.split('.'), byText: new Map() }))
  for (const text of new Set(texts)) getOrMake(entry.byText, text, () => []).push(spec)
}

function tracksOf<T>({ plain, byPath }: Bin<T>, hit: EventFields): readonly T[] {
  let found: readonly T[] = plain
  for (const { path, byText } of byPath) {
    const hits = new Set(scalarsAt(hit.body, path).flatMap((value) => byText.get(textOf(value)) ?? []))
    if (hits.size > 0) found = [...found, ...hits]
  }
  return found
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}
