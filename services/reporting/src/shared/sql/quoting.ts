import { z } from 'zod'
import type { ReportReader } from '../reader.ts'
import { bind, sql } from './sql.ts'

/** The engine looks for so many texts at once, at most 255. */
const TEXTS_MAX = 200
/** A text that is shorter would be found in what says nothing of anybody. */
const TEXT_CHARS_MIN = 3

const Quoting = z.object({ id: z.string(), text: z.coerce.number() })

/**
 * Refused events whose body quotes one of these identifiers, as a value of its own.
 * @returns by id the place of the text in the list.
 */
export async function queryQuoting(warehouse: ReportReader, values: readonly string[]): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  const wanted = values.flatMap((value, place) => (value.length < TEXT_CHARS_MIN ? [] : [{ value, place }]))
  for (let from = 0; from < wanted.length; from += TEXTS_MAX) {
    const part = wanted.slice(from, from + TEXTS_MAX)
    const texts = part.map(({ value }) => JSON.stringify(value))
    const query = sql`SELECT id, multiSearchFirstIndex(body, ${bind('Array(String)', texts)}) AS text FROM rejected_final
      WHERE text > 0`
    for (const { id, text } of await warehouse.rows(query.render(), Quoting)) found.set(id, part[text - 1]?.place ?? 0)
  }
  return found
}
