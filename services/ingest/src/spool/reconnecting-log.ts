import { OutageError, partitionsOf } from '@weir/contracts'
import type { Topic } from '@weir/contracts'
import type { EventLog } from '@weir/eventlog'
import type { Logger } from '@weir/runtime'
import { pause } from './pause.ts'

/**
 * What ingest needs of a log: to write, to ask whether it is there, and to read the configuration.
 */
export type ReconnectingLog = Pick<EventLog, 'append' | 'partitions' | 'end' | 'read' | 'behind'> & {
  /**
   * Resolves after `close`; rejects when the log cannot be opened for a reason that time does not
   * cure.
   */
  readonly done: Promise<void>
  close(): Promise<void>
}

export interface ReconnectingLogOptions {
  /** @throws OutageError while the log is away. */
  open: () => Promise<EventLog>
  /** The deployment's number of partitions. */
  partitions: number
  logger: Logger
  /** How long to wait for the log before going on without it, ms. */
  waitMs: number
}

const RETRY_MS = 1_000

/**
 * A log that may be away when the process starts. Until it can be opened everything is rejected
 * with OutageError, at once.
 * @throws what `open` throws within the first `waitMs`, if it is no outage.
 */
export async function openReconnectingLog({
  open,
  partitions,
  logger,
  waitMs,
}: ReconnectingLogOptions): Promise<ReconnectingLog> {
  const closing = new AbortController()
  let log: EventLog | undefined
  const opening = (async () => {
    let told = false
    while (!closing.signal.aborted) {
      try {
        log = await open()
        if (told) logger.info('the log is there')
        return
      } catch (error) {
        if (!(error instanceof OutageError)) throw error
        if (!told) logger.warn({ reason: error.message }, 'the log is away at the start: it is tried until it is there')
        told = true
      }
      await pause(RETRY_MS, closing.signal)
    }
  })()
  let settle = { resolve: (): void => undefined, reject: (_error: unknown): void => undefined }
  const done = new Promise<void>((resolve, reject) => (settle = { resolve, reject }))
  opening.catch((error: unknown) => settle.reject(error))
  // Without a listener every call still rejects.
  done.catch(() => undefined)
  await Promise.race([opening, pause(waitMs, closing.signal)])

  const there = (): EventLog => {
    if (!log) throw new OutageError('the log has not been reached since the start')
    return log
  }
  return {
    partitions: (topic: Topic) => partitionsOf(topic, partitions),
    append: async (topic, entries) => there().append(topic, entries),
    end: async (topic, partition) => there().end(topic, partition),
    read: async (topic, partition, from, max) => there().read(topic, partition, from, max),
    behind: async (topic, group) => there().behind(topic, group),
    done,
    async close() {
      closing.abort()
      // Every call has been told; closing only waits for the end.
      await opening.catch(() => undefined)
      await log?.close()
      settle.resolve()
    },
  }
}
