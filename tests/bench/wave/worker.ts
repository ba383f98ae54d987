import { startEmbedded } from '@weir/embedded'
import { answerParent } from '../parts/worker.ts'

export type WaveServer = {
  address(): { url: string; secret: string }
  /** Waits until all that was accepted is folded and loaded. */
  settle(): Promise<void>
  /** CPU time of this process since it started, us. */
  cpuUs(): number
}

const SECRET = 'a-key-that-only-this-run-knows'

const [, , folder = ''] = process.argv
const weir = await startEmbedded({
  host: '127.0.0.1',
  port: 0,
  dataDir: folder,
  adminKey: SECRET,
  clock: 'system',
  retentionMs: 400 * 86_400_000,
  partitions: 1,
  auditIntervalMs: 0,
  auditPeople: 200,
  segmentBudget: { stateBytesMax: Infinity, backfillEventsMax: Infinity },
  logLevel: 'warn',
})
weir.failed.catch((error: unknown) => {
  throw error
})
const handlers: WaveServer = {
  address: () => ({ url: weir.url, secret: SECRET }),
  settle: () => weir.settled(),
  cpuUs: () => process.cpuUsage().user + process.cpuUsage().system,
}
answerParent(handlers, () => weir.close())
