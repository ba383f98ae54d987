import { SECRET, startWeir } from '../parts/weir.ts'
import { answerParent } from '../parts/worker.ts'

export type WaveServer = {
  address(): { url: string; secret: string }
  /** Waits until all that was accepted is folded and loaded. */
  settle(): Promise<void>
  /** CPU time of this process since it started, us. */
  cpuUs(): number
}

const [, , folder = ''] = process.argv
const weir = await startWeir(folder, 400 * 86_400_000)
const handlers: WaveServer = {
  address: () => ({ url: weir.url, secret: SECRET }),
  settle: () => weir.settled(),
  cpuUs: () => process.cpuUsage().user + process.cpuUsage().system,
}
answerParent(handlers, () => weir.close())
