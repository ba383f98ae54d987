import { hash } from 'node:crypto'
import { z } from 'zod'
import { faultOf, isHash } from './mapping-rules.ts'

/** What a file may hold, by `calculate_type`: the type of identifier that a line is. */
const FILE_TYPES: Readonly<Record<string, string>> = {
  EMAIL_SHA256: 'EMAIL_SHA256',
  PHONE_SHA256: 'PHONE_SHA256',
  IDFA_SHA256: 'IDFA_SHA256',
  GAID_SHA256: 'GAID_SHA256',
  IDFA_MD5: 'IDFA_MD5',
  GAID_MD5: 'GAID_MD5',
  FIRST_SHA256: 'MAID_SHA256',
  FIRST_MD5: 'MAID_MD5',
  MAID_SHA256: 'MAID_SHA256',
  MAID_MD5: 'MAID_MD5',
}
const COLUMNS = ['MAID_SHA256', 'MAID_MD5', 'EMAIL_SHA256', 'PHONE_SHA256']
const FILE_BYTES_MAX = 250 * 1024 * 1024

/** A file of an advertiser, as it was uploaded. */
export interface UploadedFile {
  advertiser: string
  calculateType: string
  /** `TYPE:hash` */
  ids: ReadonlySet<string>
}

/**
 * Reads what `dmp/custom_audience/file/upload` takes: a form with a file and its MD5.
 * @returns what is wrong with it, as a text, where something is.
 */
export async function readUpload(body: Uint8Array<ArrayBuffer>, contentType: string): Promise<UploadedFile | string> {
  if (!contentType.startsWith('multipart/form-data')) return 'file: Missing data for required field'
  const form = await new Response(body, { headers: { 'content-type': contentType } }).formData()
  const stranger = [...form.keys()].find((key) => !['advertiser_id', 'file', 'file_signature', 'calculate_type'].includes(key))
  if (stranger !== undefined) return `${stranger}: Unknown field`
  const [advertiser, file, signature, calculateType] = ['advertiser_id', 'file', 'file_signature', 'calculate_type'].map((key) =>
    form.get(key),
  )
  if (typeof advertiser !== 'string') return 'advertiser_id: Missing data for required field'
  if (!(file instanceof File)) return 'file: Missing data for required field'
  if (!/\.(csv|txt)$/.test(file.name)) return 'file: the suffix must be csv or txt'
  if (file.size > FILE_BYTES_MAX) return 'file: larger than 250 MB'
  if (typeof calculateType !== 'string') return 'calculate_type: Missing data for required field'
  const bytes = Buffer.from(await file.arrayBuffer())
  if (signature !== hash('md5', bytes)) return 'file_signature: does not match the file'
  const lines = bytes.toString().split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  const ids = calculateType === 'MULTIPLE_TYPES' ? columnsOf(lines) : listOf(lines, FILE_TYPES[calculateType])
  return typeof ids === 'string' ? ids : { advertiser, calculateType, ids: new Set(ids) }
}

function listOf(lines: readonly string[], type: string | undefined): string[] | string {
  if (type === undefined) return 'calculate_type: Must be one of the listed types'
  const wrong = lines.findIndex((line) => !isHash(type, line))
  return wrong >= 0 ? `file: line ${wrong + 1} is not a valid ${type}` : lines.map((line) => `${type}:${line}`)
}

function columnsOf([header = '', ...lines]: readonly string[]): string[] | string {
  const columns = header.split(',').map((name) => name.toUpperCase())
  if (!columns.every((name) => COLUMNS.includes(name))) return 'file: the header has an unknown column'
  const ids: string[] = []
  for (const [n, line] of lines.entries()) {
    const cells = line.split(',')
    if (cells.length !== columns.length) return `file: line ${n + 2} has not as many places as the header`
    for (const [place, cell] of cells.entries()) {
      if (cell === '') continue
      if (!isHash(columns[place]!, cell)) return `file: line ${n + 2} is not a valid ${columns[place]!}`
      ids.push(`${columns[place]!}:${cell}`)
    }
  }
  return ids
}

const Id = z.string().regex(/^\d{1,20}$/, 'Not a valid id')
const Paths = z.array(z.string().length(16)).min(1).max(500)
const CreateBody = z.strictObject({
  advertiser_id: Id,
  custom_audience_name: z.string().min(1).max(128),
  file_paths: Paths,
  calculate_type: z.string(),
  audience_sub_type: z.enum(['NORMAL', 'REACH_FREQUENCY']).default('NORMAL'),
  retention_in_days: z.int().min(1).max(365).exactOptional(),
  audience_enhancement: z.boolean().exactOptional(),
})
const UpdateBody = z.strictObject({
  advertiser_id: Id,
  custom_audience_id: Id,
  custom_audience_name: z.string().min(1).max(128).exactOptional(),
  file_paths: Paths.exactOptional(),
  action: z.enum(['APPEND', 'REMOVE', 'REPLACE']).default('REPLACE'),
})
const DeleteBody = z.strictObject({ advertiser_id: Id, custom_audience_ids: z.array(Id).min(1).max(100) })

export type FileCreate = z.infer<typeof CreateBody>
export type FileUpdate = z.infer<typeof UpdateBody>
export type AudienceDelete = z.infer<typeof DeleteBody>

export const readFileCreate = (body: unknown): FileCreate | string => parsed(CreateBody, body)
export const readFileUpdate = (body: unknown): FileUpdate | string => parsed(UpdateBody, body)
export const readDelete = (body: unknown): AudienceDelete | string => parsed(DeleteBody, body)

function parsed<T>(schema: z.ZodType<T>, body: unknown): T | string {
  const read = schema.safeParse(body)
  return read.success ? read.data : faultOf(read.error)
}

/** An audience has to have so many, else it is not made, and an update of it is refused. */
export const AUDIENCE_FLOOR = 1_000

/** What an update leaves, or why it is refused. @param floor see `AUDIENCE_FLOOR`. */
export function updated(
  held: ReadonlySet<string>,
  ids: ReadonlySet<string>,
  action: FileUpdate['action'],
  floor: number,
): ReadonlySet<string> | string {
  const left =
    action === 'REPLACE'
      ? ids
      : action === 'APPEND'
        ? new Set([...held, ...ids])
        : new Set([...held].filter((id) => !ids.has(id)))
  return tooFew(left, floor) ?? left
}

/** Why so few cannot be an audience; undefined where they can. */
export function tooFew({ size }: ReadonlySet<string>, floor: number): string | undefined {
  return size < floor ? `the audience would have fewer than ${floor} users` : undefined
}
