// Held by packages/segmentation/src/program/program.test.ts

import { SharedMap } from '@weir/contracts'
import type { EventFields } from '../definition/selectors.ts'
import type { StateSpec } from './state-spec.ts'
import { scalarsAt, textOf } from '../definition/values.ts'
import { revisedOrder } from './in-order.ts'

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
  byName: SharedMap<string, Bin<T>>
  byPrefix: SharedMap<string, Bin<T>>
  /** The same prefixes in the order of their first window states. */
  prefixes: readonly (readonly [string, Bin<T>])[]
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
  const isKnown = before && byPrefix === before.bins.byPrefix
  const prefixes = isKnown ? before.bins.prefixes : [...byPrefix].sort(([, a], [, b]) => a.specs[0]!.order - b.specs[0]!.order)
  return {
    bins: { byName, byPrefix, prefixes },
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
  before: SharedMap<string, Bin<T>> = SharedMap.of(),
  gone: ReadonlySet<T>,
  added: readonly T[],
  textsOf: (spec: T) => readonly string[],
): SharedMap<string, Bin<T>> {
  const coming = new Map<string, T[]>()
  for (const spec of gone) for (const text of textsOf(spec)) coming.set(text, [])
  for (const spec of added) for (const text of new Set(textsOf(spec))) getOrMake(coming, text, () => []).push(spec)
  const bins = [...coming].map(([text, specs]) => [text, reviseBin(before.get(text), gone, specs)] as const)
  return before.with(
    bins.filter(([, { specs }]) => specs.length > 0),
    coming.keys(),
  )
}

/**
 * The window states of one name: those that have to be tested for every event, and those that ask
 * for a text at a path.
 */
interface Bin<T> {
  /** All of them, in order. */
  specs: readonly T[]
  plain: readonly T[]
  /** In the order of the paths. */
  byPath: readonly PathTexts<T>[]
}

interface PathTexts<T> {
  name: string
  path: readonly string[]
  byText: SharedMap<string, readonly T[]>
}

function reviseBin<T extends Ordered>(before: Bin<T> | undefined, gone: ReadonlySet<T>, added: readonly T[]): Bin<T> {
  const { specs = [], plain = [], byPath = [] } = before ?? {}
  const plainly = added.filter(({ hint }) => !hint)
  return {
    specs: revisedOrder(specs, gone, added, orderOf),
    plain: revisedOrder(plain, gone, plainly, orderOf),
    byPath: revisePaths(byPath, gone, added),
  }
}

function orderOf({ order }: Ordered): number {
  return order
}

function revisePaths<T extends Ordered>(
  before: readonly PathTexts<T>[],
  gone: ReadonlySet<T>,
  added: readonly T[],
): readonly PathTexts<T>[] {
  const coming = new Map<string, Map<string, T[]>>()
  const textsAt = (path: string): Map<string, T[]> => getOrMake(coming, path, () => new Map<string, T[]>())
  for (const { hint } of gone) if (hint) for (const text of hint.texts) textsAt(hint.path).set(text, [])
  for (const spec of added) {
    if (!spec.hint) continue
    for (const text of new Set(spec.hint.texts)) getOrMake(textsAt(spec.hint.path), text, () => []).push(spec)
  }
  if (coming.size === 0) return before
  const all = new Map(before.map((texts) => [texts.name, texts]))
  for (const [name, texts] of coming) {
    const known = all.get(name)?.byText ?? SharedMap.of<string, readonly T[]>()
    const specs = [...texts].map(([text, more]) => [text, revisedOrder(known.get(text) ?? [], gone, more, orderOf)] as const)
    const byText = known.with(
      specs.filter(([, { length }]) => length > 0),
      texts.keys(),
    )
    if (byText.size > 0) all.set(name, { name, path: name.split('.'), byText })
    else all.delete(name)
  }
  return [...all.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
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
