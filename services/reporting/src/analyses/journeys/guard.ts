// Held by guard.test.ts

/** Persons by the path that they took: what came at each step, and how it ended. */
export interface CountedPath {
  path: readonly string[]
  persons: number
}

/**
 * Shortens paths that fewer persons took than may be told: from where only few went on in a way,
 * they went on in `other` ways. Where these are still too few they take the next rarest way along,
 * so that none can be worked out from the rest. All paths together have as many persons as before.
 * @returns paths each of which at least `least` persons took, unless there are fewer in all.
 */
export function guardedPaths(paths: readonly CountedPath[], least: number, other: string): CountedPath[] {
  return guardedFrom(paths, 0, least, other)
}

function guardedFrom(paths: readonly CountedPath[], step: number, least: number, other: string): CountedPath[] {
  const ended = paths.filter(({ path }) => path.length === step)
  const ways = new Map<string, CountedPath[]>()
  for (const one of paths.filter(({ path }) => path.length > step)) {
    const way = ways.get(one.path[step]!)
    if (way) way.push(one)
    else ways.set(one.path[step]!, [one])
  }
  if (ways.size === 0) return ended.length === 0 ? [] : [{ path: ended[0]!.path, persons: sum(ended) }]
  const groups = [...ways.values(), ...(ended.length === 0 ? [] : [ended])].toSorted((a, b) => sum(a) - sum(b))
  let merged = 0
  let persons = 0
  while (merged < groups.length && (sum(groups[merged]!) < least || (merged > 0 && persons < least)))
    persons += sum(groups[merged++]!)
  const told = groups
    .slice(merged)
    .flatMap((group) => (group === ended ? [...group] : guardedFrom(group, step + 1, least, other)))
  return merged === 0 ? told : [...told, { path: [...paths[0]!.path.slice(0, step), other], persons }]
}

function sum(paths: readonly CountedPath[]): number {
  return paths.reduce((all, { persons }) => all + persons, 0)
}
