import { TOPICS } from '@weir/contracts'
import type { EventLog, LogRecord } from '@weir/eventlog'

/**
 * A processor's outbox for one partition: records are numbered by their origin and leave in order;
 * one whose append was refused is sent again before any later one. As the readers of outputs do,
 * `effective` drops repeats by the highest origin seen.
 */
export interface NumberedWriter {
  /** Appends record after record until told to stop, `size` at a time. */
  run(isOver: () => boolean): Promise<void>
  /** How many records the log has acknowledged. */
  acknowledged(): number
  /** Appends that were refused, and then repeated. */
  refused(): number
  /** How long each append took, ms, tries of our own included; ascending. */
  latenciesMs(): number[]
}

export function numberedWriter(log: EventLog, partition: number, size = 5): NumberedWriter {
  let acknowledged = 0
  let refused = 0
  const latenciesMs: number[] = []
  return {
    async run(isOver) {
      while (!isOver()) {
        const entries = Array.from({ length: size }, (_, i) => ({
          partition,
          key: `${partition}`,
          value: Buffer.from(`${acknowledged + i}`),
          origin: { partition: 0, offset: acknowledged + i, n: 0 },
        }))
        const begun = performance.now()
        while (
          !(await log.append(TOPICS.hits, entries).then(
            () => true,
            () => false,
          ))
        ) {
          refused++
        }
        acknowledged += size
        latenciesMs.push(performance.now() - begun)
      }
    },
    acknowledged: () => acknowledged,
    refused: () => refused,
    latenciesMs: () => latenciesMs.toSorted((a, b) => a - b),
  }
}

/** The numbers that count, in the order of the log, and how many records were repeats. */
export function effective(records: readonly LogRecord[]): { numbers: number[]; repeats: number } {
  const numbers: number[] = []
  let highest = -1
  for (const { origin } of records) {
    if (!origin || origin.offset <= highest) continue
    highest = origin.offset
    numbers.push(origin.offset)
  }
  return { numbers, repeats: records.length - numbers.length }
}

export async function readPartition(log: EventLog, partition: number): Promise<LogRecord[]> {
  const records: LogRecord[] = []
  for (;;) {
    const more = await log.read(TOPICS.hits, partition, (records.at(-1)?.offset ?? -1) + 1, { records: 10_000, bytes: 16 << 20 })
    if (more.length === 0) return records
    records.push(...more)
  }
}
