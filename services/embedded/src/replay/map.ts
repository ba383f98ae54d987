import { z } from 'zod'

/**
 * How the records of a file become events: what the file given with --map holds. A key is a field
 * of the native event (`event`, `event_time`, `event_id`, or a dotted path such as
 * `user.external_id`, `properties.value`, `traits.country`).
 *
 *     { "event": "Purchase",
 *       "event_time": "date", "time_format": "yyyymmdd",
 *       "event_id": { "columns": ["customer_id", "date"], "occurrence": true },
 *       "user.external_id": "customer_id",
 *       "properties.value": { "column": "dollars", "type": "number" },
 *       "properties.currency": { "value": "USD" },
 *       "properties.contents": [{ "content_id": "product", "quantity": { "column": "pieces", "type": "number" } }] }
 *
 * A text names a column, except that of `event`, which is the name of all events. In NDJSON a
 * column is a dotted path.
 */

const Column = z.string().min(1)
const Scalar = z.union([z.string(), z.number(), z.boolean()])

const FromColumn = z.strictObject({
  column: Column,
  type: z.enum(['string', 'number', 'boolean']).default('string'),
  /** The file's words on the left, ours on the right. */
  values: z.record(z.string(), Scalar).exactOptional(),
  /** What becomes of a word that `values` does not list. */
  others: z.enum(['refuse', 'keep', 'skip']).default('refuse'),
})
const Constant = z.strictObject({ value: Scalar })
const Single = z.union([Column.transform((column) => FromColumn.parse({ column })), FromColumn, Constant])
export type Single = z.output<typeof Single>

/** One object per record, for `properties.contents`. */
const Items = z.array(z.record(z.string(), Single)).min(1)
const Field = z.union([Single, Items])
export type Field = z.output<typeof Field>

const Event = z.union([
  z
    .string()
    .min(1)
    .transform((value) => ({ value })),
  FromColumn,
  Constant,
])

/**
 * `occurrence`: the id also holds how many records with these columns came before, so that equal
 * records stay separate events and yet get the same ids when the file is sent again. A single
 * column's value is the id as it stands; several are hashed.
 */
const EventId = z.union([
  Column.transform((column) => ({ columns: [column], occurrence: false })),
  z.strictObject({ columns: z.array(Column).min(1), occurrence: z.boolean().default(false) }),
])

const FIELD = /^(user|properties|page|ad|video|experiment|traits|consent)\.[^.\s]+(\.[^.\s]+)*$|^(limited_data_use|source)$/

export const ReplayMap = z
  .object({
    event: Event.exactOptional(),
    event_time: z.union([Column.transform((column) => ({ column })), z.strictObject({ column: Column })]),
    /** See times.ts. */
    time_format: z.string().min(1).default('iso'),
    event_id: EventId.exactOptional(),
  })
  .catchall(Field)
  .transform(({ event, event_time, time_format, event_id, ...fields }, ctx) => {
    for (const key of Object.keys(fields)) {
      if (FIELD.test(key)) continue
      ctx.addIssue({
        code: 'custom',
        path: [key],
        message:
          'there is no such field: give event, event_time, time_format, event_id, or a path such as user.external_id or properties.value',
      })
    }
    return { event, timeColumn: event_time.column, timeFormat: time_format, eventId: event_id, fields }
  })
export type ReplayMap = z.output<typeof ReplayMap>

/** The columns that a map reads, for a look at the file's header. */
export function columnsOf(map: ReplayMap): string[] {
  const singles = Object.values(map.fields).flatMap((field) =>
    Array.isArray(field) ? field.flatMap((item) => Object.values(item)) : [field],
  )
  const named = [...singles, ...(map.event ? [map.event] : [])].flatMap((field) => ('column' in field ? [field.column] : []))
  return [...new Set([map.timeColumn, ...(map.eventId?.columns ?? []), ...named])]
}
