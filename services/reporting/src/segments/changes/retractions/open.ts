import type { LedgerPlace, StoredConsumer } from '@weir/contracts'
import type { ReportReader } from '../../../shared/reader.ts'
import type { PageDeps } from '../named.ts'
import { peopleNamed } from '../named.ts'
import { queryOpenRetractions } from './query.ts'
import type { OpenRetractions } from './query.ts'

/**
 * What a destination has to delete and has not confirmed: endings of memberships for want of
 * consent and by merges, and people named by opt-outs who are given out no more. Somebody may be
 * counted by both. Of many opt-outs that wait, the first few hundred are looked at.
 * @throws WeirError unavailable when warehouse, log or state cannot be read.
 */
export async function openRetractions(
  deps: PageDeps,
  warehouse: ReportReader,
  consumer: StoredConsumer,
  end: LedgerPlace,
): Promise<OpenRetractions> {
  const rows = await queryOpenRetractions(warehouse, consumer, end)
  const { optOuts } = await deps.ledger.optOuts(consumer.confirmed.optOuts, end.optOuts)
  // Who was taken off a suppression list is to be added.
  const retracting = optOuts.filter(({ list }) => list?.on !== false)
  const named = retracting.length === 0 ? [] : await peopleNamed(deps, consumer.number, retracting)
  const oldest = [rows.oldest, ...named.map(({ receivedAt }) => receivedAt)].filter((at) => at !== undefined)
  return { count: rows.count + named.length, oldest: oldest.length === 0 ? undefined : Math.min(...oldest) }
}
