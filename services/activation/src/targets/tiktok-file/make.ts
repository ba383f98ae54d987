// Held by target.test.ts
import type { SendOutcome } from '@weir/destinations'
import { z } from 'zod'
import type { Tended } from '../../target.ts'
import type { TiktokApi } from '../tiktok-streaming/api.ts'
import { listAudiences } from '../tiktok-streaming/audiences.ts'
import { beginMaking, endMaking, ownName, audienceStanding, uploadFile } from './audience.ts'
import type { AudiencePlace, TiktokFileSpec } from './audience.ts'

interface Making {
  api: TiktokApi
  place: AudiencePlace
  /** The fewest users that it may have. */
  floor: number
}

/** Lines of one file, 65 bytes each at most: the platform takes 250 MB. */
const LINES_MAX = 500_000

const Made = z.object({ custom_audience_id: z.coerce.string() })

/**
 * Removes whatever there is of the audience, and makes it of all who are marked and may be there,
 * when they are enough. Everybody else waits meanwhile: nothing is added to, or removed from, an
 * audience that is being made.
 */
export async function makeAnew(
  spec: TiktokFileSpec,
  { api, place, floor }: Making,
  given: () => Promise<ReadonlySet<string>>,
): Promise<Tended> {
  const by = await beginMaking(spec, place)
  const cleared = await deleteOwn(api, spec)
  if (cleared.kind !== 'done') return { outcome: cleared }
  const names = [...(await given())]
  if (names.length < floor) {
    await endMaking(spec, place, undefined)
    return { outcome: cleared }
  }
  const paths: string[] = []
  for (let from = 0; from < names.length; from += LINES_MAX) {
    const path = await uploadFile(api, spec, names.slice(from, from + LINES_MAX))
    if (typeof path === 'object') return { outcome: path }
    paths.push(path)
  }
  const { advertiser_id, id_type: calculate_type } = spec
  const body = { advertiser_id, custom_audience_name: ownName(spec), file_paths: paths, calculate_type }
  const { outcome, data } = await api.ask('POST', 'dmp/custom_audience/create/', body)
  if (outcome.kind !== 'done') return { outcome }
  const made = Made.safeParse(data)
  if (!made.success)
    return { outcome: { kind: 'unknown', reason: 'TikTok made an audience without an id', request: outcome.request } }
  const id = made.data.custom_audience_id
  // A request that the platform took twice has made two.
  const strays = await deleteOwn(api, spec, id)
  if (strays.kind !== 'done') return { outcome: strays }
  await place.refresh()
  const standing = audienceStanding(spec, place)
  if (standing.is !== 'making' || standing.by !== by) return { outcome: await deleteAudience(api, spec, [id]) }
  await endMaking(spec, place, id)
  return { outcome, made: names.length }
}

/** Looks whether the audience is there, alone under its name, and how many users were matched. */
export async function checkAudience(spec: TiktokFileSpec, { api, place }: Making, id: string): Promise<Tended> {
  const listed = await listAudiences(api, spec.advertiser_id)
  if (!Array.isArray(listed)) return { outcome: listed }
  const own = listed.find((one) => one.audience_id === id)
  if (!own) {
    await beginMaking(spec, place)
    return { outcome: { kind: 'blocked', reason: 'TikTok has the audience no more: it is made anew', request: '' } }
  }
  const outcome = await deleteOwn(api, spec, id)
  return { outcome, ...(own.cover_num === undefined ? {} : { matched: own.cover_num }) }
}

/** Deletes what this destination has made at the platform. @param but an audience that stays. */
export async function deleteOwn(api: TiktokApi, spec: TiktokFileSpec, but?: string): Promise<SendOutcome> {
  const listed = await listAudiences(api, spec.advertiser_id)
  if (!Array.isArray(listed)) return listed
  const name = ownName(spec)
  const ids = listed.filter((one) => one.name === name && one.audience_id !== but).map(({ audience_id }) => audience_id)
  return ids.length === 0 ? { kind: 'done', request: '' } : deleteAudience(api, spec, ids)
}

async function deleteAudience(api: TiktokApi, { advertiser_id }: TiktokFileSpec, ids: readonly string[]): Promise<SendOutcome> {
  const { outcome } = await api.ask('POST', 'dmp/custom_audience/delete/', { advertiser_id, custom_audience_ids: ids })
  return outcome
}
