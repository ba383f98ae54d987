import type { SentDestination } from '@weir/contracts'
import type { SendOutcome } from '@weir/destinations'
import type { Clock, ConfigView, Erased, KeepTimes, Logger, Registry } from '@weir/runtime'
import type { Health } from '@weir/runtime/http'
import type { EventLog } from '@weir/eventlog'
import type { StateStore } from '@weir/state'
import type { Warehouse } from '@weir/warehouse'
import type { Auditor } from './auditor.ts'
import type { LedgerSource } from './ledger.ts'
import type { FindPerson } from './lookup.ts'
import type { OptOutReader } from './opt-outs/index.ts'
import type { DecodePerson } from './person.ts'
import type { ErasureLedger } from './erasure-ledger.ts'
import type { SegmentBudget } from './segment-budget.ts'

/** What the reporting routes depend on. The creator of each part closes it. */
export interface ReportingDeps {
  config: ConfigView
  /** The fold's state; only its views are used. */
  fold: StateStore
  warehouse: Warehouse
  /** What is shown of events as they arrive comes from here, and who changed what goes here. */
  log: Pick<EventLog, 'partitions' | 'read' | 'end' | 'append'>
  clock: Clock
  /** The machine's time, by which sessions of browsers end; tests give their own. */
  wallClock?: Pick<Clock, 'now'>
  logger: Logger
  registry: Registry
  decodePerson: DecodePerson
  optOuts: OptOutReader
  ledger: LedgerSource
  lookupPerson: FindPerson
  erased: Erased
  /** Where requests to erase somebody are kept beside the control plane, for backups of it. */
  erasureLedger?: ErasureLedger
  /** How long the answer to such a request waits after it is stored, ms (see OPT_OUT_ANSWER_MS). */
  erasureAnswerMs: number
  /** How long what is kept. */
  keep: KeepTimes
  /** What one segment may cost. */
  budget: SegmentBudget
  /**
   * Resolves when the segmenter works with the definitions of this config version or a later one.
   */
  awaitDefinitions: (version: number) => Promise<void>
  /**
   * Whether everything acknowledged before the call can be read in the warehouse; waits up to this
   * many ms.
   */
  awaitVisible: (waitMs: number) => Promise<boolean>
  /** The same of the fold's state. */
  awaitFolded: (waitMs: number) => Promise<boolean>
  /** Moves the manual clock and resolves when everything due has fired and can be read. */
  advance: (nowMs: number) => Promise<void>
  auditor: Auditor
  /** Activation's state, for what was sent; undefined where it does not run. */
  activation?: StateStore
  /** Whether models are trained in this deployment. */
  hasModelling?: boolean
  /** Looks whether a destination can be reached, without changing anything there. */
  testDestination?: (destination: SentDestination) => Promise<SendOutcome>
  /** Where reports made on schedule are kept; undefined: nowhere. */
  reportsFolder?: string | undefined
  /** Where destinations of files are written; undefined: nowhere. */
  exportsFolder?: string | undefined
  health: Health
}
