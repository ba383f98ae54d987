import { startWeir } from '../../support/embedded.ts'
import { answerParent } from '../parts/worker.ts'

export type SavingServer = {
  address(): string
}

/** Weir as shipped, without audits, which would be measured as well. */
const [, , folder = '', partitions = '1'] = process.argv
const weir = await startWeir({
  WEIR_DATA: folder,
  WEIR_PARTITIONS: partitions,
  WEIR_CLOCK: 'system',
  WEIR_AUDIT_INTERVAL: '0',
})
const handlers: SavingServer = { address: () => weir.url }
answerParent(handlers, async () => weir[Symbol.asyncDispose]())
