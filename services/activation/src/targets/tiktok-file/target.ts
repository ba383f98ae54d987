import type { SendOutcome } from '@weir/destinations'
import type { Row, SendTarget, Tended } from '../../target.ts'
import type { TiktokApi } from '../tiktok-streaming/api.ts'
import { beginMaking, audienceStanding, uploadFile } from './audience.ts'
import type { AudiencePlace, TiktokFileSpec } from './audience.ts'
import { checkAudience, deleteOwn, makeAnew } from './make.ts'

interface TiktokFileParts {
  api: TiktokApi
  ids: AudiencePlace
  /** Unix ms. */
  now: () => number
  /** The fewest users that an audience may have. */
  floor?: number
}

/** An update that would leave fewer users is refused, and no ads are shown to fewer. */
const FLOOR = 1_000
/** A file may have 250 MB; what is uploaded is in memory. */
const BYTES_MAX = 50_000_000
const LINE_BYTES = 65
/** While an audience is being made; while there are too few people for one, ms. */
const MAKING_MS = 2_000
const FEW_MS = 30_000
/** How often it is looked: whether there are enough people by now; whether the audience is well. */
const LOOK_MS = 5_000
const CHECK_MS = 600_000
const TROUBLE_MS = 10_000

/**
 * TikTok's audiences of customer files: a file with those who come is appended, one with those who
 * go is removed. The platform refuses what would leave fewer than 1,000 users; whoever has to go
 * goes all the same, with the whole audience: it is made anew of the others when they are enough.
 */
export function createTiktokFile(spec: TiktokFileSpec, { api, ids: place, now, floor = FLOOR }: TiktokFileParts): SendTarget {
  const making = { api, place, floor }
  let seen: string | undefined
  let next = 0
  return {
    types: [spec.id_type],
    limits: { rows: spec.rows_max, bytes: BYTES_MAX },
    parallel: 1,
    // Each file is uploaded and then used.
    perSecond: spec.requests_per_second / 2,
    marksStay: true,
    weigh: ({ items }) => ({ rows: items.length, bytes: items.length * LINE_BYTES }),
    async send(action, rows) {
      // Whoever makes an audience has said so before looking at who is marked: see decision 0071.
      await place.refresh()
      const standing = audienceStanding(spec, place)
      if (standing.is === 'making') return blocked('the audience is being made anew', MAKING_MS)
      if (standing.is === 'none') {
        if (action === 'remove') return { kind: 'done', request: 'no audience' }
        return blocked(`fewer than ${floor} people may be sent: there is no audience until they are enough`, FEW_MS)
      }
      return update(spec, { api, place }, { id: standing.id, action, rows })
    },
    async tend(given) {
      const standing = audienceStanding(spec, place)
      const text = JSON.stringify(standing)
      if (text === seen && now() < next) return undefined
      let tended: Tended | undefined
      if (standing.is === 'made') tended = await checkAudience(spec, making, standing.id)
      else if (standing.is === 'making' || (await given()).size >= floor) tended = await makeAnew(spec, making, given)
      const isWell = tended === undefined || tended.outcome.kind === 'done'
      const after = audienceStanding(spec, place)
      seen = JSON.stringify(after)
      next = now() + (!isWell ? TROUBLE_MS : after.is === 'made' ? CHECK_MS : LOOK_MS)
      return tended
    },
    async test() {
      const query = `advertiser_id=${spec.advertiser_id}&page=1&page_size=10`
      return (await api.ask('GET', `dmp/custom_audience/list/?${query}`)).outcome
    },
    removeAll: () => deleteOwn(api, spec),
  }
}

/** Appends a file, or removes one. */
async function update(
  spec: TiktokFileSpec,
  { api, place }: { api: TiktokApi; place: AudiencePlace },
  { id, action, rows }: { id: string; action: 'add' | 'remove'; rows: readonly Row[] },
): Promise<SendOutcome> {
  const names = [...new Set(rows.flatMap(({ items }) => items))]
  const path = await uploadFile(api, spec, names)
  if (typeof path === 'object') return path
  const { outcome } = await api.ask('POST', 'dmp/custom_audience/update/', {
    advertiser_id: spec.advertiser_id,
    custom_audience_id: id,
    file_paths: [path],
    action: action === 'add' ? 'APPEND' : 'REMOVE',
  })
  const isGone = outcome.kind === 'blocked' && /not there any more/.test(outcome.reason)
  // The file itself was taken, so that it is the audience that must not shrink.
  const isTooFew = outcome.kind === 'refused' && action === 'remove'
  if (!isGone && !isTooFew) return outcome
  await place.refresh()
  const standing = audienceStanding(spec, place)
  if (standing.is === 'made' && standing.id === id) await beginMaking(spec, place)
  const { reason } = outcome
  return { ...blocked(isGone ? 'TikTok has the audience no more' : reason, MAKING_MS), request: outcome.request }
}

function blocked(reason: string, forMs: number): SendOutcome & { kind: 'blocked' } {
  return { kind: 'blocked', reason, request: '', forMs }
}
