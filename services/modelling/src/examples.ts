// Held by train.test.ts
import { setImmediate } from 'node:timers/promises'
import type { ExamplePart } from '@weir/scoring'
import type { Warehouse } from '@weir/warehouse'
import { queryFeatures } from './features/query.ts'
import type { FeatureQuestion, FeatureRow } from './features/query.ts'
import type { Modelled, ModelledPeople } from './people.ts'

/** More examples than this are not looked at: of more people, a share. */
export const EXAMPLES_MAX = 100_000
/** Hashes of people are shared out in millionths. */
export const HASHES = 1_000_000
const LOOKED_UP = 500

/** A row of somebody who lives, and what is known of them now. */
export interface KnownRow extends FeatureRow {
  who: Modelled
}

export interface RowSource {
  warehouse: Warehouse
  people: ModelledPeople
  /** Ends the reading: what is read by then is of no use. */
  signal?: AbortSignal
}

/** The rows of a question with what people allow at the time they are handed on. */
export async function* rowsOf(
  { warehouse, people, signal }: RowSource,
  question: FeatureQuestion,
  segments: readonly string[],
): AsyncGenerator<KnownRow[]> {
  for await (const rows of queryFeatures(warehouse, question)) {
    for (let from = 0; from < rows.length; from += LOOKED_UP) {
      signal?.throwIfAborted()
      const batch = rows.slice(from, from + LOOKED_UP)
      const found = await people.look([...new Set(batch.map(({ person }) => person))], segments)
      yield batch.flatMap((row) => {
        const who = found.get(row.person)
        return who ? [{ ...row, who }] : []
      })
      // Embedded reads answer at once; without a pause all other requests would wait.
      await setImmediate()
    }
  }
}

/** Which part an example is of (0 fits, 1 calibrates, 2 judges), and what its label is. */
export interface Sorting {
  partOf: (row: KnownRow) => 0 | 1 | 2
  labelOf: (row: KnownRow) => boolean
}

/**
 * Examples of people who may be looked at now, in the order in which they arrive.
 * @returns the three parts, and how many of the last did nothing in the lookback (the first feature
 *   counts events).
 */
export async function readExamples(
  source: RowSource,
  question: FeatureQuestion,
  segments: readonly string[],
  { partOf, labelOf }: Sorting,
): Promise<{ parts: [ExamplePart, ExamplePart, ExamplePart]; cold: number }> {
  const growing = [0, 1, 2].map(() => ({
    columns: question.features.map((): number[] => []),
    labels: [] as number[],
  }))
  let cold = 0
  for await (const rows of rowsOf(source, question, segments)) {
    for (const row of rows) {
      if (!row.who.may || row.is_known === 0) continue
      const part = partOf(row)
      const { columns, labels } = growing[part]!
      for (const [k, column] of columns.entries()) column.push(row.features[k] ?? Number.NaN)
      labels.push(labelOf(row) ? 1 : 0)
      if (part === 2 && row.features[0] === 0) cold++
    }
  }
  const ready = (place: number): ExamplePart => ({
    columns: growing[place]!.columns.map((column) => Float64Array.from(column)),
    labels: Uint8Array.from(growing[place]!.labels),
  })
  return { parts: [ready(0), ready(1), ready(2)], cold }
}

/** The rows of one batch as columns. */
export function featureColumns(rows: readonly FeatureRow[], features: number): Float64Array[] {
  return Array.from({ length: features }, (_, k) => Float64Array.from(rows, (row) => row.features[k] ?? Number.NaN))
}
