// Held by target.test.ts
import type { SendOutcome } from '@weir/destinations'
import { z } from 'zod'
import type { TiktokApi } from './api.ts'

/** Where the ids of audiences are kept. */
export interface AudienceIds {
  read(): Readonly<Record<string, string>>
  write(audiences: Readonly<Record<string, string>>): Promise<void>
  /** Whether this process is the one that makes audiences: no two may make the same. */
  mayMake(): boolean
}

const ListedAudience = z.object({
  audience_id: z.coerce.string(),
  name: z.string(),
  audience_type: z.string().optional(),
  /** How many users were matched. */
  cover_num: z.number().optional().catch(undefined),
})
/** An audience as the platform lists it. */
type ListedAudience = z.infer<typeof ListedAudience>

const Listed = z.object({
  list: z.array(ListedAudience),
  page_info: z.object({ total_page: z.int() }),
})
const Made = z.object({ audience_id: z.coerce.string() })
const PAGE_SIZE = 100
const WAIT_MS = 2_000

/**
 * Sees to it that every advertiser has the audience, and makes it where it is missing. One of the
 * same name that is there is taken: its making was not answered.
 * @returns the ids in the order of the advertisers, or why there are none.
 */
export async function ensureAudiences(
  api: TiktokApi,
  ids: AudienceIds,
  { advertisers, name }: { advertisers: readonly string[]; name: string },
): Promise<string[] | SendOutcome> {
  const known = { ...ids.read() }
  for (const advertiser of advertisers) {
    if (known[advertiser] !== undefined) continue
    if (!ids.mayMake()) return { kind: 'blocked', reason: 'the audience is not made yet', request: '', forMs: WAIT_MS }
    const found = await findAudience(api, advertiser, name)
    if (typeof found === 'object') return found
    const id = found ?? (await makeAudience(api, advertiser, name))
    if (typeof id === 'object') return id
    known[advertiser] = id
    await ids.write(known)
  }
  return advertisers.map((advertiser) => known[advertiser]!)
}

async function findAudience(api: TiktokApi, advertiser: string, name: string): Promise<string | undefined | SendOutcome> {
  const listed = await listAudiences(api, advertiser)
  if (!Array.isArray(listed)) return listed
  // A customer file may have the same name.
  return listed.find((one) => one.name === name && !/file/i.test(one.audience_type ?? ''))?.audience_id
}

/** @returns all audiences of an advertiser (400 at most), or why they are not known. */
export async function listAudiences(api: TiktokApi, advertiser: string): Promise<ListedAudience[] | SendOutcome> {
  const all: ListedAudience[] = []
  for (let page = 1; ; page++) {
    const query = new URLSearchParams({ advertiser_id: advertiser, page: String(page), page_size: String(PAGE_SIZE) })
    const { outcome, data } = await api.ask('GET', `dmp/custom_audience/list/?${query.toString()}`)
    if (outcome.kind !== 'done') return outcome
    const listed = Listed.safeParse(data)
    if (!listed.success) return { kind: 'unknown', reason: 'TikTok listed audiences in a form that is not known', request: '' }
    const { list, page_info } = listed.data
    all.push(...list)
    if (page >= page_info.total_page) return all
  }
}

async function makeAudience(api: TiktokApi, advertiser: string, name: string): Promise<string | SendOutcome> {
  const body = { advertiser_id: advertiser, action: 'create', custom_audience_name: name }
  const { outcome, data } = await api.ask('POST', 'segment/audience/', body)
  if (outcome.kind !== 'done') return outcome
  const made = Made.safeParse(data)
  return made.success ? made.data.audience_id : { kind: 'unknown', reason: 'TikTok made an audience without an id', request: '' }
}
