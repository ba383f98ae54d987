// Held by packages/segmentation/src/program/program.test.ts

import type { EventFields } from '../definition/selectors.ts'
import type { StateSpec } from './state-spec.ts'
import { scalarsAt, textOf } from '../definition/values.ts'
import { inOrder } from './in-order.ts'

/**
 * Finds the window states that an event can touch, by its name and by texts that selectors ask for.
 */
export interface ReverseIndex<T> {
  /**
   * Returns each candidate once, in the same order for equal events. It may include window states
   * that do not select the event, and never misses one.
   */
  specsFor(hit: EventFields): readonly T[]
  /** What it is made of, for the next one. */
  readonly bins: Bins<T>
}

interface Bins<T> {
  byName: ReadonlyMap<string, Bin<T>>
  byPrefix: ReadonlyMap<string, Bin<T>>
}

/** A window state with its place among the others. */
type Ordered = StateSpec & { order: number }

/**
 * Makes the next index. A thousand segments may read events of one name, each for another product
 * or campaign; a look-up of the text in the event finds those, instead of a test per segment.
 * @param before the index to begin with; undefined for an empty one.
 * @param added in any order.
 */
export function reviseReverseIndex<T extends Ordered>(
  before: ReverseIndex<T> | undefined,
  gone: ReadonlySet<T>,
  added: readonly T[],
): ReverseIndex<T> {
  const namesOf = ({ names }: T): readonly string[] => names ?? []
  const prefixOf = ({ names, prefix }: T): readonly string[] => (names === undefined ? [prefix!] : [])
  const byName = reviseBins(before?.bins.byName, gone, added, namesOf)
  const byPrefix = reviseBins(before?.bins.byPrefix, gone, added, prefixOf)
  const prefixes = [...byPrefix].sort(([, a], [, b]) => a.specs[0]!.order - b.specs[0]!.order)
  return {
    bins: { byName, byPrefix },
    specsFor(hit) {
      const named = byName.get(hit.name)
      let found: readonly T[] = named ? tracksOf(named, hit) : []
      for (const [prefix, bin] of prefixes) {
        if (!hit.name.startsWith(prefix)) continue
        const more = tracksOf(bin, hit)
        if (more.length > 0) found = found.length === 0 ? more : [...found, ...more]
      }
      return found
    },
  }
}

/** Only the bins are made again that something leaves or comes to. */
function reviseBins<T extends Ordered>(
  before: ReadonlyMap<string, Bin<T>> = new Map(),
  gone: ReadonlySet<T>,
  added: readonly T[],
  textsOf: (spec: T) => readonly string[],
): ReadonlyMap<string, Bin<T>> {
  const coming = new Map<string, T[]>()
  for (const spec of gone) for (const text of textsOf(spec)) coming.set(text, [])
  for (const spec of added) for (const text of new Set(textsOf(spec))) getOrMake(coming, text, () => []).push(spec)
  const bins = new Map(before)
  for (const [text, specs] of coming) {
    const staying = before.get(text)?.specs.filter((spec) => !gone.has(spec)) ?? []
    const all = inOrder(staying, specs, ({ order }) => order)
    if (all.length > 0) bins.set(text, binOf(all))
    else bins.delete(text)
  }
  return bins
}

/**
 * The window states of one name: those that have to be tested for every event, and those that ask
 * for a text at a path.
 */
interface Bin<T> {
  /** All of them, in order. */
  specs: readonly T[]
  plain: readonly T[]
  byPath: readonly { path: readonly string[]; byText: ReadonlyMap<string, readonly T[]> }[]
}

function binOf<T extends Ordered>(specs: readonly T[]): Bin<T> {
  const byPath = new Map<string, Map<string, T[]>>()
  for (const spec of specs) {
    if (!spec.hint) continue
    const byText = getOrMake(byPath, spec.hint.path, () => new Map<string, T[]>())
    for (const text of new Set(spec.hint.texts)) getOrMake(byText, text, () => []).push(spec)
  }
  return {
    specs,
    plain: specs.filter(({ hint }) => !hint),
    byPath: [...byPath].map(([path, byText]) => ({ path: path.split('.'), byText })),
  }
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
