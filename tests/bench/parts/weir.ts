import { startEmbedded } from '@weir/embedded'
import type { Embedded } from '@weir/embedded'
import { KEEP_SETTINGS, keepOf, readSettings } from '@weir/runtime'

/** Keeps what a run measures from being read off a log. */
export const SECRET = 'a-key-that-only-this-run-knows'

/**
 * Weir as shipped, in this process; without audits, which would be measured as well. A failure ends
 * the process.
 */
export async function startWeir(folder: string, retentionMs: number): Promise<Embedded> {
  const weir = await startEmbedded({
    host: '127.0.0.1',
    port: 0,
    dataDir: folder,
    adminKey: SECRET,
    clock: 'system',
    retentionMs,
    reportPastMs: 90 * 86_400_000,
    keep: keepOf(readSettings(KEEP_SETTINGS, {})),
    partitions: 1,
    auditIntervalMs: 0,
    auditPeople: 200,
    segmentBudget: { stateBytesMax: Infinity, backfillEventsMax: Infinity },
    logLevel: 'warn',
  })
  weir.failed.catch((error: unknown) => {
    throw error
  })
  return weir
}
