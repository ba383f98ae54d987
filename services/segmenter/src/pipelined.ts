/** A piece of work that is done but for being written: `end` is where the next one begins. */
export interface Prepared {
  end: number
  commit(): Promise<void>
}

/**
 * Works piece after piece, each while the one before is being written, for about `turnMs`; then waits for the last.
 * @param prepare undefined when there is nothing left. @returns where the next one begins.
 */
export async function pipelined(
  from: number,
  turnMs: number,
  prepare: (from: number) => Promise<Prepared | undefined>,
): Promise<number> {
  const started = performance.now()
  let next = from
  let committing: Promise<void> = Promise.resolve()
  try {
    do {
      const prepared = await prepare(next)
      if (!prepared) break
      await committing
      committing = prepared.commit()
      // Whoever waits for it below is told.
      committing.catch(() => undefined)
      next = prepared.end
    } while (performance.now() - started < turnMs)
  } finally {
    await committing
  }
  return next
}
