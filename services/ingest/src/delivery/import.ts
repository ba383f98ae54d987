import { clickhouseTime, TOPICS, WeirError } from '@weir/contracts'
import type { DeliveryRow, DeliverySource } from '@weir/contracts'
import { createDeliveryTally, readDelivery } from '@weir/delivery'
import type { DeliverySums, OpenDelivery, ReadSettings, RowFault } from '@weir/delivery'
import type { LogEntry } from '@weir/eventlog'
import { createClock } from '@weir/runtime'
import type { Ingest } from '../accept/accept.ts'
import type { Pace } from '../parse/pace.ts'
import type { DeliveryImportQuery } from './params.ts'
import { settingsOf, sourceOf } from './params.ts'

/** What became of an import. */
export interface DeliveryImport extends DeliverySums {
  source: string
  platform: ReadSettings['platform']
  preview: boolean
  /** Rows taken; of a preview, those that would be. */
  taken: number
  /** Rows that could not be used, and the first of their faults. */
  rejected: number
  faults: RowFault[]
  totals: number
  /** What stands under which heading, and what is not kept. */
  columns: OpenDelivery['headings']
  ignored: string[]
  /** The first rows, of a preview. */
  sample: DeliveryRow[]
}

const ROWS_MAX = 200_000
const FAULTS_MAX = 100
const SAMPLE = 5

/** One number per import; of two, the later one has the greater, whatever clock the service has. */
const wall = createClock('system')
let last = 0
function nextVersion(): number {
  last = Math.max(last + 1, wall.now() * 1000)
  return last
}

/** What an import works with. */
export interface DeliveryDoor extends Pick<Ingest, 'log' | 'clock' | 'newPace'> {
  metrics: Pick<Ingest['metrics'], 'delivery'>
}

/**
 * Imports a platform's report, row by row as it comes: good rows are taken, bad ones named. A row
 * is taken when the log has it, and replaces the one that is about the same.
 * @throws WeirError when the file is none, or stops being one; the rows before are taken then.
 */
export async function importDelivery(
  ingest: DeliveryDoor,
  bytes: AsyncIterable<Uint8Array>,
  {
    params,
    format,
    known,
    pace,
  }: { params: DeliveryImportQuery; format: 'json' | 'csv'; known: DeliverySource | undefined; pace: Pace },
): Promise<DeliveryImport> {
  const importedAt = clickhouseTime(ingest.clock.now())
  const settings = settingsOf(params, format, known, { importedAt, version: nextVersion() })
  const isPreview = params.preview === 'true'
  const { first_line: firstLine } = params
  const open = await readDelivery(bytes, settings, {
    format,
    rowsMax: ROWS_MAX,
    ...(firstLine === undefined ? {} : { firstLine }),
  })
  const tally = createDeliveryTally()
  const keeper = createKeeper(ingest)
  const faults: RowFault[] = []
  const sample: DeliveryRow[] = []
  let [taken, rejected, totals] = [0, 0, 0]
  try {
    for await (const batch of open.batches) {
      if (!isPreview) await keeper.add(batch.rows)
      else if (sample.length < SAMPLE) sample.push(...batch.rows.slice(0, SAMPLE - sample.length))
      tally.add(batch.rows)
      taken += batch.rows.length
      rejected += batch.rejected
      totals += batch.totals
      faults.push(...batch.faults.slice(0, FAULTS_MAX - faults.length))
      const turn = pace()
      if (turn) await turn
    }
    await keeper.flush()
  } catch (error) {
    throw keeper.kept() === 0 ? error : halfway(error, keeper.kept())
  }
  if (!isPreview) ingest.metrics.delivery('rejected', rejected)
  return {
    source: sourceOf(params, format),
    platform: settings.platform,
    preview: isPreview,
    taken,
    rejected,
    faults,
    totals,
    columns: open.headings,
    ignored: [...open.ignored].slice(0, FAULTS_MAX),
    sample,
    ...tally.sums(),
  }
}

/** Rows per append: each is one wait for the disk. */
const APPEND_ROWS = 5_000

/**
 * Appends rows to the log, many at once. Not by the spool: an import can be sent again, and is best
 * sent again whole.
 */
function createKeeper({ log, metrics }: DeliveryDoor) {
  let pending: LogEntry[] = []
  let kept = 0
  const flush = async (): Promise<void> => {
    if (pending.length === 0) return
    await log.append(TOPICS.delivery, pending, { spool: false })
    metrics.delivery('accepted', pending.length)
    kept += pending.length
    pending = []
  }
  return {
    flush,
    /** How many rows the log has. */
    kept: () => kept,
    async add(rows: readonly DeliveryRow[]): Promise<void> {
      for (const row of rows) pending.push({ partition: 0, key: '', value: Buffer.from(JSON.stringify(row)) })
      if (pending.length >= APPEND_ROWS) await flush()
    },
  }
}

function halfway(error: unknown, taken: number): unknown {
  if (!(error instanceof WeirError)) return error
  const detail = `${error.message}; the ${taken} rows before it were imported, and are replaced when the file is imported again`
  return new WeirError(error.code, detail, { faults: error.faults, cause: error.cause })
}
