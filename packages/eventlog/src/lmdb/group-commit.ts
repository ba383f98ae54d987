/** Work that waits for a commit. */
interface Waiting<Job> {
  job: Job
  bytes: number
  resolve(): void
  reject(error: unknown): void
}

/**
 * A queue in which everything that arrives while one commit is in flight becomes the next commit.
 */
export interface GroupCommit<Job> {
  /** Resolves when the commit that holds the job is durable. @param bytes about how large it is. */
  push(job: Job, bytes: number): Promise<void>
  /** Resolves when nothing waits any more. */
  drained(): Promise<void>
}

/** @param bytesMax a commit takes jobs until it holds this many bytes (and at least one job). */
export function createGroupCommit<Job>(commit: (jobs: Job[]) => Promise<void>, bytesMax: number): GroupCommit<Job> {
  let queue: Waiting<Job>[] = []
  let running: Promise<void> | undefined

  const take = (): Waiting<Job>[] => {
    let bytes = 0
    const end = queue.findIndex((waiting, i) => (bytes += waiting.bytes) > bytesMax && i > 0)
    const group = end < 0 ? queue : queue.slice(0, end)
    queue = end < 0 ? [] : queue.slice(end)
    return group
  }
  const run = async (): Promise<void> => {
    // One turn of the event loop, so that what is received together is committed together.
    await new Promise((resolve) => setImmediate(resolve))
    while (queue.length > 0) {
      const group = take()
      await commit(group.map((waiting) => waiting.job)).then(
        () => group.forEach((waiting) => waiting.resolve()),
        (error: unknown) => group.forEach((waiting) => waiting.reject(error)),
      )
    }
    running = undefined
  }

  return {
    push: (job, bytes) =>
      new Promise<void>((resolve, reject) => {
        queue.push({ job, bytes, resolve, reject })
        running ??= run()
      }),
    drained: async () => running,
  }
}
