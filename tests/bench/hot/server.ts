import { join } from 'node:path'
import { openLmdbLog } from '@weir/eventlog/lmdb'
import { openConfigView } from '@weir/runtime'
import { SECRET, startWeir } from '../parts/weir.ts'
import { answerParent } from '../parts/worker.ts'
import { sumsOf } from '../traffic.ts'

export type HotServer = {
  address(): { url: string; secret: string }
}

const SEGMENTS = 20
const RETENTION_MS = 400 * 86_400_000

/** Weir as shipped, with segments over sums: what costs most of somebody with very many events. */
const [, , folder = ''] = process.argv
const log = await openLmdbLog({ path: join(folder, 'log'), partitions: 1 })
const config = await openConfigView(log)
await config.put('source:shop', { name: 'Shop', kind: 'import', consent_basis: 'assumed' })
for (const segment of sumsOf(SEGMENTS)) await config.put(`segment:${segment.id}`, segment)
await config.close()
await log.close()
const weir = await startWeir(folder, RETENTION_MS)
const handlers: HotServer = { address: () => ({ url: weir.url, secret: SECRET }) }
answerParent(handlers, () => weir.close())
