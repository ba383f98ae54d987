import type { StoredDestination } from '@weir/contracts'
import type { SendOutcome } from '@weir/destinations'
import type { SendTarget } from '../../target.ts'
import type { TiktokApi } from './api.ts'
import { ensureAudiences } from './audiences.ts'
import type { AudienceIds } from './audiences.ts'
import { cellsOf, heightOf, schemaName } from './rows.ts'

/** No limit is documented; others send so much. */
const BYTES_MAX = 1_000_000
/** A place of a user with its names, and each audience in it, in bytes. */
const CELL_BYTES = 100
const AUDIENCE_BYTES = 24

type TiktokSpec = Extract<StoredDestination, { kind: 'tiktok_streaming' }>

/** TikTok's streaming audiences: `segment/audience` makes them, `segment/mapping` fills them. */
export function createTiktokStreaming(spec: TiktokSpec, api: TiktokApi, ids: AudienceIds): SendTarget {
  const { advertiser_ids: advertisers, id_types: types } = spec
  const name = spec.audience_name ?? spec.name.slice(0, 70)
  /** Partitions share a target: one of them makes what is missing. */
  let making: Promise<string[] | SendOutcome> | undefined
  const audiences = (): Promise<string[] | SendOutcome> =>
    (making ??= ensureAudiences(api, ids, { advertisers, name }).finally(() => (making = undefined)))
  return {
    types,
    limits: { rows: spec.rows_max, bytes: BYTES_MAX },
    parallel: 1,
    perSecond: spec.requests_per_second,
    weigh: (row) => {
      const rows = heightOf(row)
      return { rows, bytes: rows * types.length * CELL_BYTES + row.items.length * advertisers.length * AUDIENCE_BYTES }
    },
    async send(action, rows) {
      const found = await audiences()
      if (!Array.isArray(found)) return found
      const { outcome } = await api.ask('POST', 'segment/mapping/', {
        advertiser_ids: advertisers,
        action: action === 'add' ? 'add' : 'delete',
        id_schema: types.map(schemaName),
        batch_data: rows.flatMap((row) => cellsOf(row, types, found)),
      })
      return outcome
    },
    async test() {
      for (const advertiser of advertisers) {
        const { outcome } = await api.ask('GET', `dmp/custom_audience/list/?advertiser_id=${advertiser}&page=1&page_size=10`)
        if (outcome.kind !== 'done') return outcome
      }
      return { kind: 'done', request: '' }
    },
    async removeAll() {
      for (const [advertiser, id] of Object.entries(ids.read())) {
        const body = { advertiser_id: advertiser, action: 'delete', delete_audience_id: id }
        const { outcome } = await api.ask('POST', 'segment/audience/', body)
        // One that is gone already is as it should be.
        const isGone = outcome.kind === 'blocked' && /not there any more/.test(outcome.reason)
        if (outcome.kind !== 'done' && !isGone) return outcome
        const { [advertiser]: _, ...rest } = ids.read()
        await ids.write(rest)
      }
      return { kind: 'done', request: '' }
    },
  }
}
