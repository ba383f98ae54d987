import { z } from 'zod'

/** Types of identifiers that streaming audiences take; files call a device id of Android GAID. */
const SCHEMA_TYPES = ['EMAIL_SHA256', 'PHONE_SHA256', 'IDFA_SHA256', 'AAID_SHA256', 'IDFA_MD5', 'AAID_MD5'] as const

const Id = z.string().regex(/^\d{1,20}$/, 'Not a valid id')
const distinct = (list: readonly unknown[]): boolean => new Set(list).size === list.length

export const AudienceBody = z.discriminatedUnion('action', [
  z.strictObject({ advertiser_id: Id, action: z.literal('create'), custom_audience_name: z.string().min(1).max(70) }),
  z.strictObject({
    advertiser_id: Id,
    action: z.literal('delete'),
    delete_audience_id: Id,
    custom_audience_name: z.string().max(70).exactOptional(),
  }),
])

const Cell = z.union([
  z.strictObject({ id: z.string(), audience_ids: z.array(Id).min(1, 'Length must be at least 1').refine(distinct, 'Duplicate') }),
  z.strictObject({}),
])

const MappingBody = z.strictObject({
  advertiser_ids: z.array(Id).min(1, 'Length must be at least 1').refine(distinct, 'Duplicate'),
  action: z.enum(['add', 'delete']).default('add'),
  id_schema: z
    .array(
      z
        .string()
        .transform((type) => type.toUpperCase())
        .pipe(z.enum(SCHEMA_TYPES)),
    )
    .min(1, 'Length must be at least 1')
    .refine(distinct, 'Duplicate'),
  batch_data: z.array(z.array(Cell)).min(1, 'Length must be at least 1'),
})

/** One identifier of one user, and the audiences that it is for. */
export interface MappedId {
  /** Which user of the batch. */
  row: number
  /** `TYPE:hash` */
  id: string
  audiences: readonly string[]
}

/** What `segment/mapping` is asked for, once it was found right. */
export interface Mapping {
  advertisers: readonly string[]
  action: 'add' | 'delete'
  rows: number
  ids: MappedId[]
}

/**
 * Reads the body of `segment/mapping`.
 * @param rowsMax the most users of one request.
 * @returns what is wrong with it, as a text, where something is.
 */
export function readMapping(body: unknown, rowsMax: number): Mapping | string {
  const read = MappingBody.safeParse(body)
  if (!read.success) return faultOf(read.error)
  const { advertiser_ids: advertisers, action, id_schema: schema, batch_data: batch } = read.data
  if (batch.length > rowsMax) return `batch_data: Longer than maximum length ${rowsMax}`
  const ids: MappedId[] = []
  for (const [row, cells] of batch.entries()) {
    if (cells.length !== schema.length) return `batch_data.${row}: must have as many places as id_schema`
    const before = ids.length
    for (const [place, cell] of cells.entries()) {
      if (!('id' in cell)) continue
      const type = schema[place]!
      if (!isHash(type, cell.id)) return `batch_data.${row}.${place}.id: Not a valid ${type}`
      ids.push({ row, id: `${type}:${cell.id}`, audiences: cell.audience_ids })
    }
    if (ids.length === before) return `batch_data.${row}: has no identifier`
  }
  return { advertisers, action, rows: batch.length, ids }
}

/** Whether a text can be the hash of an identifier of the type. */
export function isHash(type: string, text: string): boolean {
  return (type.endsWith('_MD5') ? /^[0-9a-f]{32}$/ : /^[0-9a-f]{64}$/).test(text)
}

/** The first fault, by its path. */
export function faultOf(error: z.ZodError): string {
  const [issue] = error.issues
  return `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'Invalid'}`
}
