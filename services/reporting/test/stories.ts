import type { FactRow } from '@weir/contracts'
import type { Random } from '@weir/testkit'
import { fact } from './facts.ts'

/** A fact beside the fields by which an oracle in plain TypeScript looks at it. */
export interface Told {
  row: FactRow
  /** Unix ms. */
  t: number
  name: string
  person: string
  /** Whether reports may count it. */
  isSeen: boolean
}

/** What random people did, in no order; many instants are shared by several events. */
export function story(
  random: Random,
  options: {
    people: number
    events: number
    names: readonly string[]
    at: () => number
    fields?: (name: string) => Partial<FactRow>
  },
): Told[] {
  return Array.from({ length: options.events }, (): Told => {
    const name = random.pick(options.names)
    const person = `p${random.int(options.people)}`
    const t = options.at()
    const isSeen = random.chance(0.95)
    const consent_measurement = isSeen ? random.pick([2, 4]) : random.pick([0, 1, 3])
    const eid = random
      .int(2 ** 32)
      .toString(16)
      .padStart(16, '0')
    return { row: fact(t, name, { person, eid, consent_measurement, ...options.fields?.(name) }), t, name, person, isSeen }
  })
}

/** What reports may count of each person, oldest first; ties are in the order of the event keys. */
export function histories(told: readonly Told[], into: ReadonlyMap<string, string> = new Map()): Map<string, Told[]> {
  const found = new Map<string, Told[]>()
  for (const one of told.filter(({ isSeen }) => isSeen)) {
    const person = into.get(one.person) ?? one.person
    found.set(person, [...(found.get(person) ?? []), { ...one, person }])
  }
  for (const list of found.values()) list.sort((a, b) => a.t - b.t || (a.row.eid < b.row.eid ? -1 : 1))
  return found
}

/** A quantile on the line between its two neighbours, to a tenth. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const place = share * (sorted.length - 1)
  const [low, high] = [sorted[Math.floor(place)]!, sorted[Math.ceil(place)]!]
  return Math.round((low + (high - low) * (place - Math.floor(place))) * 10) / 10
}
