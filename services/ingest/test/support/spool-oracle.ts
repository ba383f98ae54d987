import type { LogRecord } from '@weir/eventlog'
import type { Seen } from './spool-simulation.ts'

/**
 * What is wrong with a log, given what clients saw: an acknowledged entry that is not there; a
 * first copy that stands before the first copy of what had been acknowledged before it was even
 * sent; entries of one append out of order.
 */
export function faultsOf(seen: readonly Seen[], log: readonly (readonly LogRecord[])[]): string[] {
  const appendOf = new Map(seen.flatMap((one) => one.entries.map(({ key }) => [key, one] as const)))
  const faults: string[] = []
  for (const [partition, records] of log.entries()) {
    const first = new Map<string, number>()
    for (const [place, { key }] of records.entries()) if (!first.has(key)) first.set(key, place)
    for (const { acknowledged, entries } of seen) {
      if (acknowledged === undefined) continue
      const own = entries.filter((entry) => entry.partition === partition).map(({ key }) => ({ key, place: first.get(key) }))
      for (const { key, place } of own) if (place === undefined) faults.push(`lost: ${key}`)
      const places = own.map(({ place }) => place ?? 0)
      if (places.some((place, i) => i > 0 && place < places[i - 1]!)) faults.push(`out of order within ${own[0]?.key}`)
    }
    let latest = -1
    let latestKey = ''
    for (const key of first.keys()) {
      const one = appendOf.get(key)!
      if (one.acknowledged !== undefined && one.acknowledged < latest) faults.push(`${latestKey} has overtaken ${key}`)
      if (one.called > latest) [latest, latestKey] = [one.called, key]
    }
  }
  return faults
}
