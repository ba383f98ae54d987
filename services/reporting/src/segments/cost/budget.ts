import { WeirError } from '@weir/contracts'
import type { ConditionCost, Cost, Reads } from '@weir/segmentation'

const ADVICE = {
  number: 'compare with a smaller number',
  wait: 'let its window end nearer to now, or last longer',
  all: 'use fewer conditions of this kind in one segment, or a count',
  steps: 'use fewer sequences in one segment',
} as const

/** @throws WeirError invalid_field, naming the costliest condition and what to do about it. */
export function mustFitState({ stateBytesMax: bytes, conditions }: Cost, max: number): void {
  if (bytes <= max) return
  const costliest = largest(conditions, (condition) => condition.stateBytesMax)
  refuse(
    `the rule may keep ${amount(bytes)} bytes of state per person, and a segment may keep ${amount(max)} (WEIR_SEGMENT_STATE_BYTES_MAX)`,
    costliest.path,
    `the costliest condition: up to ${amount(costliest.entriesMax)} entries, ${amount(costliest.stateBytesMax)} bytes; ${ADVICE[costliest.why ?? 'all']}`,
  )
}

/** @param counts events by name. @throws WeirError invalid_field, as {@link mustFitState}. */
export function mustFitBackfill({ conditions }: Cost, counts: ReadonlyMap<string, number>, max: number): void {
  const events = totalOf(counts)
  if (events <= max) return
  const own = ({ reads }: ConditionCost): number => (reads ? readBy(reads, counts) : 0)
  const costliest = largest(conditions, own)
  refuse(
    `the rule would be filled from ${amount(events)} events of history, and a segment may read ${amount(max)} (WEIR_SEGMENT_BACKFILL_EVENTS_MAX)`,
    costliest.path,
    `the costliest condition: ${amount(own(costliest))} events; take a shorter window, or events that are rarer`,
  )
}

export function totalOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, events) => sum + events, 0)
}

/** The events of the names that a condition asks for. */
function readBy({ names, prefix = '' }: Reads, counts: ReadonlyMap<string, number>): number {
  const asked = [...counts].filter(([name]) => (names ? names.includes(name) : name.startsWith(prefix)))
  return totalOf(new Map(asked))
}

function largest(conditions: readonly ConditionCost[], by: (condition: ConditionCost) => number): ConditionCost {
  return conditions.reduce((a, b) => (by(b) > by(a) ? b : a))
}

function refuse(detail: string, path: string, message: string): never {
  throw new WeirError('invalid_field', detail, { faults: [{ path, message }] })
}

function amount(n: number): string {
  return n === Infinity ? 'any number of' : Math.round(n).toLocaleString('en-US')
}
