import { WeirError } from '@weir/contracts'
import type { PersonEvent, SegmentDefinition } from '@weir/contracts'
import { explain } from '@weir/segmentation'
import type { Disagreement, Mismatch } from '../shared/auditor.ts'
import type { ReportReader } from '../shared/reader.ts'
import { queryHistory } from '../shared/sql/person-history.ts'
import { mayBeInexact, toEvidence } from './evidence.ts'

/**
 * Histories read per audit: each costs a pass over the facts. When more is wrong, the first ones
 * show what.
 */
const PEOPLE_EXPLAINED_MAX = 10

/**
 * Adds what the history says, and finds the people with so many events that the stream may differ
 * from SQL (`inexact`).
 */
export async function explainAll(
  warehouse: ReportReader,
  definitions: readonly SegmentDefinition[],
  disagreements: readonly Disagreement[],
  at: number,
): Promise<{ mismatches: Mismatch[]; inexact: string[] }> {
  const mismatches: Mismatch[] = []
  const inexact: string[] = []
  for (const [i, person] of [...new Set(disagreements.map((d) => d.person))].entries()) {
    const theirs = disagreements.filter((d) => d.person === person)
    const read = i < PEOPLE_EXPLAINED_MAX ? await readHistory(warehouse, person) : undefined
    const excused = read === 'too much' || (read !== undefined && mayBeInexact(read))
    const history = read === 'too much' ? undefined : read
    if (excused) inexact.push(person)
    for (const { segment, ...rest } of theirs) {
      if (excused && rest.against === 'sql') continue
      const why = history && { why: toEvidence(explain(segment, history, at, [...definitions])) }
      mismatches.push({ ...rest, segment: segment.id, version: segment.version, at, ...why })
    }
  }
  return { mismatches, inexact }
}

/** A person with more events than a report may have must not end every audit that picks them. */
async function readHistory(warehouse: ReportReader, person: string): Promise<PersonEvent[] | 'too much'> {
  try {
    return await queryHistory(warehouse, person)
  } catch (error) {
    if (error instanceof WeirError && error.code === 'invalid_field') return 'too much'
    throw error
  }
}
