import { addDecimals } from '@weir/delivery'
import { z } from 'zod'
import type { ApiClient } from '../cli/client.ts'
import { ApiError, describeProblem } from '../cli/client.ts'
import { postPatiently } from '../cli/patience.ts'
import type { FilePart } from './parts.ts'

const Answer = z.object({
  source: z.string(),
  platform: z.string(),
  rows: z.number(),
  rows_by: z.record(z.string(), z.number()),
  rejected_rows: z.number(),
  rejected: z.array(z.object({ line: z.number(), path: z.string(), message: z.string() })),
  totals_left_out: z.number(),
  days: z.object({ from: z.string(), to: z.string() }).nullable(),
  counts: z.record(z.string(), z.number()),
  money: z.record(z.string(), z.record(z.string(), z.string())),
  columns: z.record(z.string(), z.string()),
  ignored: z.array(z.string()),
})

/** What the service made of a file, part by part. */
export type ImportOutcome = z.infer<typeof Answer>

/** Faults that are kept to be shown. */
const FAULTS_MAX = 100

/**
 * Sends a file of delivery in parts, one after the other. Sending again is harmless: a row replaces
 * the one that is about the same.
 * @param query of `POST /v1/delivery`.
 * @param onPart is told after each part what became of all so far.
 * @returns undefined for a file without any part.
 * @throws ApiError when a part is refused as a whole: the parts before it are imported then.
 */
export async function importParts(
  client: ApiClient,
  parts: AsyncIterable<FilePart>,
  query: URLSearchParams,
  onPart: (outcome: ImportOutcome) => void,
): Promise<ImportOutcome | undefined> {
  const type = query.get('format') === 'csv' ? 'text/csv' : 'application/x-ndjson'
  let all: ImportOutcome | undefined
  for await (const { body, firstLine } of parts) {
    const asked = new URLSearchParams(query)
    asked.set('first_line', String(firstLine))
    const response = await postPatiently(client, `/v1/delivery?${asked.toString()}`, { body, headers: { 'content-type': type } })
    const outcome = await outcomeOf(response)
    all = all ? together(all, outcome) : outcome
    onPart(all)
  }
  return all
}

/** A 400 that names rows is an answer like any other: none of the part was good. */
async function outcomeOf(response: Response): Promise<ImportOutcome> {
  // What is no JSON is no answer of ours, and is described as such.
  const body: unknown = await response.json().catch(() => undefined)
  const answer = Answer.safeParse(body)
  if (!answer.success) throw new ApiError(response.status, describeProblem(response.status, body), body)
  return answer.data
}

function together(a: ImportOutcome, b: ImportOutcome): ImportOutcome {
  return {
    ...b,
    rows: a.rows + b.rows,
    rows_by: added(a.rows_by, b.rows_by, plus),
    rejected_rows: a.rejected_rows + b.rejected_rows,
    rejected: [...a.rejected, ...b.rejected].slice(0, FAULTS_MAX),
    totals_left_out: a.totals_left_out + b.totals_left_out,
    days: spanOf(a.days, b.days),
    counts: added(a.counts, b.counts, plus),
    money: added(a.money, b.money, (one, other) => added(one, other, addDecimals)),
    ignored: [...new Set([...a.ignored, ...b.ignored])],
  }
}

const plus = (a: number, b: number): number => a + b

function added<T>(a: Record<string, T>, b: Record<string, T>, add: (a: T, b: T) => T): Record<string, T> {
  const sum = { ...a }
  for (const [key, value] of Object.entries(b)) sum[key] = key in a ? add(a[key]!, value) : value
  return sum
}

function spanOf(a: ImportOutcome['days'], b: ImportOutcome['days']): ImportOutcome['days'] {
  if (!a || !b) return a ?? b
  return { from: a.from < b.from ? a.from : b.from, to: a.to > b.to ? a.to : b.to }
}
