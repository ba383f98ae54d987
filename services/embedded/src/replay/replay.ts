import type { ApiClient } from '../cli/client.ts'
import type { ProgressLine } from '../cli/progress.ts'
import { whole } from '../cli/table.ts'
import { UsageError } from '../cli/usage-error.ts'
import { createEventIds } from './event-ids.ts'
import { columnsOf } from './map.ts'
import type { ReplayMap } from './map.ts'
import type { ReadingFile } from './open.ts'
import { sendBatch } from './send.ts'
import { createReplayTally } from './tally.ts'
import type { ReplayTally } from './tally.ts'
import { timeReader } from './times.ts'
import { toEvent } from './to-event.ts'
import type { Mapping, ReplayEvent } from './to-event.ts'

export interface ReplayOptions {
  map: ReplayMap
  source: string
  /** Events per request. */
  batch: number
  /** By time, in memory; events of one instant stay in the order of the file. */
  sort: boolean
  /** Undefined: only look (`--dry-run`). */
  client: ApiClient | undefined
}

/**
 * Sends the records of a file as events, one request after the other so that their order is kept;
 * the next batch is read while one is on its way. @throws UsageError when the map does not fit the
 * file, or the service does not answer.
 */
export async function replay(file: ReadingFile, options: ReplayOptions, progress: ProgressLine): Promise<ReplayTally> {
  checkColumns(file, options.map)
  const tally = createReplayTally()
  const mapping: Mapping = {
    map: options.map,
    source: options.source,
    readTime: reader(options.map.timeFormat),
    eventIds: createEventIds(options.map.eventId),
    columns: file.columns,
  }
  const all = events(file, mapping, tally)
  let sent = 0
  // Sorting reads all of the file first: half of the way.
  const show = (): void =>
    progress.update(options.sort ? (file.bytesTotal * (1 + sent / tally.records)) / 2 : file.bytesRead(), `${whole(sent)} events`)
  let sending: Promise<void> = Promise.resolve()
  for await (const batch of batches(options.sort ? sorted(all, file, progress) : all, options.batch)) {
    await sending
    sending = send(options.client, batch, tally)
    // Its failure is thrown where it is awaited.
    sending.catch(() => undefined)
    sent += batch.length
    show()
  }
  await sending
  progress.update(file.bytesTotal, `${whole(sent)} events`)
  return tally
}

async function send(client: ApiClient | undefined, batch: readonly ReplayEvent[], tally: ReplayTally): Promise<void> {
  if (client) tally.answered(await sendBatch(client, batch))
  else tally.wouldSend(batch)
}

async function* events(file: ReadingFile, mapping: Mapping, tally: ReplayTally): AsyncGenerator<ReplayEvent> {
  for await (const record of file.records) {
    const mapped = toEvent(record, mapping)
    tally.read(mapped)
    if (mapped.kind === 'event') yield mapped.event
  }
}

async function* sorted(
  events: AsyncIterable<ReplayEvent>,
  file: ReadingFile,
  progress: ProgressLine,
): AsyncGenerator<ReplayEvent> {
  const held: ReplayEvent[] = []
  for await (const event of events) {
    held.push(event)
    if (held.length % 1000 === 0) progress.update(file.bytesRead() / 2, `${whole(held.length)} events read`)
  }
  yield* held.sort((a, b) => a.at - b.at)
}

async function* batches(events: AsyncIterable<ReplayEvent>, size: number): AsyncGenerator<ReplayEvent[]> {
  let batch: ReplayEvent[] = []
  for await (const event of events) {
    batch.push(event)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** NDJSON has no header: a record without the column is found when it comes. */
function checkColumns(file: ReadingFile, map: ReplayMap): void {
  const { columns } = file
  if (!columns) return
  const missing = columnsOf(map).filter((column) => !columns.includes(column))
  if (missing.length === 0) return
  throw new UsageError(`the file has no column ${missing.map(quoted).join(', ')}; it has ${columns.map(quoted).join(', ')}`)
}

function quoted(text: string): string {
  return `"${text}"`
}

function reader(format: string): Mapping['readTime'] {
  try {
    return timeReader(format)
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`time_format: ${error.message}`, { cause: error })
    throw error
  }
}
