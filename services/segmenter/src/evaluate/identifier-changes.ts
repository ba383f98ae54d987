// Held by tests/e2e/changes.e2e.test.ts, services/segmenter/src/evaluate/identifier-changes.test.ts

import { clickhouseTime, TOPICS } from '@weir/contracts'
import type { Identifier, IdentifierChangeRow } from '@weir/contracts'
import type { Person } from '@weir/segmentation'
import type { StepWriter } from './step-writer.ts'

/**
 * Tells that somebody is known by other identifiers than before a record: of the segments that they
 * are in, and where an identifier was lost, of all that they were ever in, for a destination may
 * not have heard yet that they left.
 * @param entered segments that they entered by the same record: they begin with what is known now.
 */
export function tellIdentifiers(
  space: Pick<StepWriter, 'output' | 'identity'>,
  person: Person,
  before: readonly Identifier[],
  { now, entered }: { now: number; entered: ReadonlySet<number> },
): void {
  const after = person.identifiers
  if (before.length === after.length && before.every((known, i) => known === after[i])) return
  const lost = before.filter((known) => !has(after, known))
  if (lost.length === 0 && after.every((known) => has(before, known))) return
  const text = lost.length === 0 ? '' : JSON.stringify(lost.map(({ type, value }) => [type, value]))
  for (const segment of person.memberships.keys()) {
    if (entered.has(segment) || (text === '' && !person.memberships.lasts(segment))) continue
    const row: IdentifierChangeRow = {
      segment_number: segment,
      person: person.id,
      recorded_at: clickhouseTime(now),
      lost: text,
      ...space.identity(),
    }
    space.output(TOPICS.memberships, person.id, JSON.stringify(row))
  }
}

function has(identifiers: readonly Identifier[], { type, value }: Identifier): boolean {
  return identifiers.some((known) => known.type === type && known.value === value)
}
