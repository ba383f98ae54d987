// Held by ../reports/route.test.ts
import { z } from 'zod'
import type { Cell } from './csv.ts'
import { csv } from './csv.ts'

/** Whether an answer comes as JSON or as CSV. */
export const FormatParam = z.enum(['json', 'csv']).default('json').describe('csv: as a table (text/csv).')

/** What routes answer that have both forms. */
export function jsonOrCsv<S extends z.ZodType>(schema: S) {
  return {
    200: {
      description: 'JSON, or CSV with format=csv',
      content: { 'application/json': { schema }, 'text/csv': { schema: z.string() } },
    },
  }
}

/** As much of a reply as a table needs, whatever the route's types. */
interface TableReply<R> {
  header(name: string, value: string): unknown
  type(media: string): { serializer(write: (payload: string) => string): { send(payload: string): R } }
}

/**
 * Sends a table as CSV; its first row are the headings.
 * @param complete whether everything is in it that was acknowledged before: a header, for a table
 *   has no place for it.
 * @param final whether what is in it is so for good; a header, as the JSON answer has it.
 * @param missingRates with converted money, how many days and currencies have no rate; a header.
 */
export function sendTable<R>(
  reply: TableReply<R>,
  table: readonly (readonly Cell[])[],
  { complete, final, missingRates }: { complete: boolean; final?: boolean; missingRates?: number | undefined },
): R {
  void reply.header('x-weir-complete', String(complete))
  if (final !== undefined) void reply.header('x-weir-final', String(final))
  if (missingRates !== undefined) void reply.header('x-weir-missing-rates', String(missingRates))
  // Already text: it is not to be written as a JSON string.
  return reply.type('text/csv; charset=utf-8').serializer(String).send(csv(table))
}
