// Held by target.test.ts
import { hash, randomUUID } from 'node:crypto'
import type { StoredDestination } from '@weir/contracts'
import { destinationKey } from '@weir/destinations'
import type { SendOutcome } from '@weir/destinations'
import { z } from 'zod'
import type { TiktokApi } from '../tiktok-streaming/api.ts'

export type TiktokFileSpec = Extract<StoredDestination, { kind: 'tiktok_file' }>

/** Where it is kept what the audience is at present. */
export interface AudiencePlace {
  read(): Readonly<Record<string, string>>
  write(audiences: Readonly<Record<string, string>>): Promise<void>
  /** Takes over what other processes have written. @throws whatever the log throws. */
  refresh(): Promise<void>
}

/**
 * How it is with the audience:
 * - `none`: there is none, and none is being made; no person is there;
 * - `making`: it is being removed and made anew: what is there is not known;
 * - `made`: it has this id.
 */
type AudienceStanding = { is: 'none' } | { is: 'making'; by: string } | { is: 'made'; id: string }

const MAKING = 'making '

export function audienceStanding({ advertiser_id }: TiktokFileSpec, place: AudiencePlace): AudienceStanding {
  const text = place.read()[advertiser_id]
  if (text === undefined) return { is: 'none' }
  return text.startsWith(MAKING) ? { is: 'making', by: text.slice(MAKING.length) } : { is: 'made', id: text }
}

/** Whoever makes it: another name each time, so that one who was overtaken finds that out. */
export async function beginMaking({ advertiser_id }: TiktokFileSpec, place: AudiencePlace): Promise<string> {
  const by = randomUUID()
  await place.write({ [advertiser_id]: `${MAKING}${by}` })
  return by
}

/** @param id of the audience; undefined where there is none. */
export async function endMaking({ advertiser_id }: TiktokFileSpec, place: AudiencePlace, id: string | undefined): Promise<void> {
  await place.write(id === undefined ? {} : { [advertiser_id]: id })
}

/**
 * The name of the audience. What follows the `#` is of this destination alone: whatever has this
 * name was made by it, and may be deleted.
 */
export function ownName(spec: TiktokFileSpec): string {
  return `${(spec.audience_name ?? spec.name).slice(0, 100)} #${hash('sha256', destinationKey(spec)).slice(0, 16)}`
}

const Uploaded = z.object({ file_path: z.string().min(1) })

/**
 * Uploads one file: a hash a line, without a heading.
 * @param names of items: `TYPE:hash`.
 * @returns the path by which the platform knows it, or what went wrong.
 */
export async function uploadFile(
  api: TiktokApi,
  { advertiser_id, id_type }: TiktokFileSpec,
  names: readonly string[],
): Promise<string | SendOutcome> {
  const text = names.map((name) => `${name.slice(name.indexOf(':') + 1)}\n`).join('')
  const fields = { advertiser_id, calculate_type: id_type, file_signature: hash('md5', text) }
  const { outcome, data } = await api.upload('dmp/custom_audience/file/upload/', fields, { name: 'people.csv', text })
  if (outcome.kind !== 'done') return outcome
  const uploaded = Uploaded.safeParse(data)
  return uploaded.success
    ? uploaded.data.file_path
    : { kind: 'unknown', reason: 'TikTok took a file without a path', request: outcome.request }
}
