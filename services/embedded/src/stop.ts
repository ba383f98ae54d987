import type { Embedded } from './embedded.ts'

/** What can be stopped: all of Weir, in one process or in several. */
export type Stoppable = Pick<Embedded, 'failed' | 'close'>

/** A stop that takes longer than this is cut short: what was acknowledged is on disk anyway. */
const STOP_MS_MAX = 15_000

/**
 * Runs until SIGTERM or SIGINT and then stops cleanly.
 * @throws the failure when a part fails for good.
 */
export async function stopOnSignal(weir: Stoppable): Promise<void> {
  const signalled = new Promise<void>((resolve) => {
    // A second signal changes nothing: without a terminal, one Ctrl-C may arrive twice.
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve())
  })
  await Promise.race([signalled, weir.failed])
  setTimeout(() => process.exit(1), STOP_MS_MAX).unref()
  await weir.close()
}
