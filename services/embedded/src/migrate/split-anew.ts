import type { EventLog } from '@weir/eventlog'
import { askForSplits, openSplits } from '@weir/reporting'
import { createErased } from '@weir/runtime'
import type { ConfigView } from '@weir/runtime'
import type { Segmenter } from '@weir/segmenter'

/**
 * Carries out what was asked for to be split, in its order: hits that were folded anew have linked
 * everybody as they once did. One after the other, for the later ones are about whom those made.
 */
export async function splitAnew({
  config,
  log,
  segmenter,
}: {
  config: ConfigView
  log: Pick<EventLog, 'append' | 'partitions'>
  segmenter: Pick<Segmenter, 'drained'>
}): Promise<void> {
  const erased = createErased(config)
  for (const one of openSplits(config)) {
    await askForSplits({ erased, log }, [one])
    await segmenter.drained()
    await config.refresh()
  }
}
