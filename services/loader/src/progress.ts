import type { Topic } from '@weir/contracts'
import type { EventLog } from '@weir/eventlog'

/** Who waits for the loader, and how far it is. */
export interface LoaderProgress {
  /** @param hurry is called when somebody begins to wait. */
  open(topic: Topic, partition: number, position: () => number, hurry: () => void): OwnedPartition
  /**
   * Resolves when everything now in the topics is loaded (in one partition of them, when it is
   * given).
   */
  reach(topics: readonly Topic[], partition?: number): Promise<void>
  /** Somebody waits, so gathering larger batches would only make them wait longer. */
  isAwaited(): boolean
  /** Nothing moves any more: whoever waits is told why. */
  stop(reason: unknown): void
}

/** One topic partition that is ours. */
export interface OwnedPartition {
  moved(): void
  /** Everything read so far is loaded and there is nothing more to read. */
  idled(): void
  close(): void
}

interface Standing {
  position(): number
  hurry(): void
  idles: number
}

export function createLoaderProgress(log: EventLog): LoaderProgress {
  const standings = new Map<string, Standing>()
  let checks: (() => void)[] = []
  let awaited = 0
  let stopped: { reason: unknown } | undefined
  const moved = (): void => {
    const now = checks
    checks = []
    for (const check of now) check()
  }

  const reachOne = async (topic: Topic, partition: number): Promise<void> => {
    const key = `${topic} ${partition}`
    const end = await log.end(topic, partition)
    const idlesBefore = standings.get(key)?.idles ?? 0
    // The last offsets of a log may be no records at all; then the second idle call from now on
    // shows that all is read.
    const isThere = (at: Standing | undefined): boolean =>
      end === 0 || (at !== undefined && (at.position() >= end - 1 || at.idles >= idlesBefore + 2))
    while (!isThere(standings.get(key))) {
      if (stopped) throw stopped.reason
      await new Promise<void>((resolve) => checks.push(resolve))
    }
  }
  return {
    open(topic, partition, position, hurry) {
      const key = `${topic} ${partition}`
      const standing: Standing = { position, hurry, idles: 0 }
      standings.set(key, standing)
      moved()
      return {
        moved,
        idled() {
          standing.idles++
          moved()
        },
        close: () => void standings.delete(key),
      }
    },
    async reach(topics, partition) {
      awaited++
      try {
        const all = topics.flatMap((topic) => Array.from({ length: log.partitions(topic) }, (_, p) => ({ topic, p })))
        const wanted = all.filter(({ p }) => partition === undefined || p === partition)
        for (const { topic, p } of wanted) standings.get(`${topic} ${p}`)?.hurry()
        await Promise.all(wanted.map(({ topic, p }) => reachOne(topic, p)))
      } finally {
        awaited--
      }
    },
    isAwaited: () => awaited > 0,
    stop(reason) {
      stopped = { reason }
      moved()
    },
  }
}
