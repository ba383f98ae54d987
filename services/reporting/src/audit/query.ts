import type { SegmentDefinition } from '@weir/contracts'
import { membershipSql } from '@weir/segmentation'
import { z } from 'zod'
import type { ReportReader } from '../shared/reader.ts'

const Row = z.object({ person: z.string() }).catchall(z.coerce.number())

/**
 * Each query is one pass over the facts. Bound values travel in the address of the request, which
 * has 1 MiB.
 */
const PEOPLE_PER_QUERY = 1_000
const SEGMENTS_PER_QUERY = 10

/**
 * Which of these people SQL finds to be members at the instant (Unix ms), by segment number. The
 * engine finds their rows by the index, and drops the others before it looks into them.
 * @param all definitions, for those that refer to others.
 */
export async function queryMembersAmong(
  warehouse: ReportReader,
  segments: readonly SegmentDefinition[],
  all: readonly SegmentDefinition[],
  people: readonly string[],
  atMs: number,
): Promise<Map<number, Set<string>>> {
  const members = new Map(segments.map(({ number }) => [number, new Set<string>()]))
  for (const asked of slices(segments, SEGMENTS_PER_QUERY)) {
    const questions = asked.map((segment) => ({ segment, at: atMs }))
    for (const audited of slices(people, PEOPLE_PER_QUERY)) {
      const { sql, params } = membershipSql(questions, atMs, all, { people: audited })
      const text = `SELECT person, ${asked.map((_, i) => `m${i}`).join(', ')} FROM (${sql})`
      for (const row of await warehouse.rows({ text, params }, Row))
        asked.forEach(({ number }, i) => row[`m${i}`] === 1 && members.get(number)!.add(row.person))
    }
  }
  return members
}

function slices<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size))
}
